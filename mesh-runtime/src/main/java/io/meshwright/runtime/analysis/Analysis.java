package io.meshwright.runtime.analysis;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.xds.ConfigError;
import java.util.List;
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

  /** What is wrong with the resources that {@code discovery} has heard of; the worst first. */
  public static NavigableSet<Finding> of(Discovery discovery) {
    NavigableSet<Finding> findings = findings(CHECKS, discovery.model());
    discovery
        .errors()
        .forEach(
            (ref, errors) -> {
              boolean leftOut = errors.equals(discovery.leftOut().get(ref));
              Code code = leftOut ? Code.DELEGATED_RULE_LEFT_OUT : Code.SCHEMA_VALIDATION_ERROR;
              errors.forEach(error -> findings.add(finding(code, ref, error)));
            });
    discovery
        .unknownFields()
        .forEach(
            (ref, fields) ->
                fields.forEach(field -> findings.add(finding(Code.SCHEMA_WARNING, ref, field))));
    return findings;
  }

  private static Finding finding(Code code, ResourceRef ref, ConfigError error) {
    // the finding itself names the resource
    ConfigError inside = new ConfigError(error.fieldPath(), "", error.found(), error.expected());
    return new Finding(code, ref.toString(), inside.message());
  }
}
