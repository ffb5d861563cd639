package io.meshwright.runtime.analysis;

import io.meshwright.runtime.discovery.Remark;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** All checks of a mesh. */
public final class Analysis {

  private static final List<MeshCheck> CHECKS =
      List.of(
          new RouteDestinations(),
          new UnreachableRules(),
          new ConflictingHosts(),
          new SidecarSelections(),
          new SubsetPods(),
          new EnvoyFilterPatches(),
          new PortNames());

  /** Those that need to know no other resource. */
  private static final List<MeshCheck> ALONE =
      List.of(new UnreachableRules(), new EnvoyFilterPatches());

  private Analysis() {}

  /** What is suspicious about resources, whatever else there is in the mesh. */
  public static NavigableSet<Finding> alone(MeshModel model) {
    return findings(ALONE, model);
  }

  private static NavigableSet<Finding> findings(List<MeshCheck> checks, MeshModel model) {
    NavigableSet<Finding> findings = new TreeSet<>();
    checks.forEach(check -> check.check(model, findings::add));
    return findings;
  }

  /** How many VirtualServices share a host of the mesh with another. */
  public static int conflictingHosts(MeshModel model) {
    return (int)
        findings(List.of(new ConflictingHosts()), model).stream()
            .map(Finding::resource)
            .distinct()
            .count();
  }

  /**
   * What is wrong with resources; the worst first.
   *
   * @param report on the resources of which {@code model} was made
   */
  public static NavigableSet<Finding> of(MeshModel model, ResourceReport report) {
    NavigableSet<Finding> findings = findings(CHECKS, model);
    add(Code.SCHEMA_VALIDATION_ERROR, report.errors(), findings);
    add(Code.DELEGATED_RULE_LEFT_OUT, report.leftOut(), findings);
    report
        .remarks()
        .forEach(
            (ref, remarks) ->
                remarks.forEach(
                    remark -> findings.add(finding(code(remark.kind()), ref, remark.error()))));
    return findings;
  }

  private static void add(
      Code code, Map<ResourceRef, List<ConfigError>> errors, NavigableSet<Finding> findings) {
    errors.forEach((ref, all) -> all.forEach(error -> findings.add(finding(code, ref, error))));
  }

  private static Code code(Remark.Kind kind) {
    return switch (kind) {
      case UNKNOWN_FIELD -> Code.SCHEMA_WARNING;
      case WITHOUT_EFFECT -> Code.WITHOUT_EFFECT;
    };
  }

  private static Finding finding(Code code, ResourceRef ref, ConfigError error) {
    return new Finding(code, ref.toString(), error.problem());
  }
}
