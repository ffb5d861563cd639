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
          new PortNames());

  private Analysis() {}

  /** What is wrong with the resources that {@code discovery} has heard of; the worst first. */
  public static NavigableSet<Finding> of(Discovery discovery) {
    NavigableSet<Finding> findings = new TreeSet<>();
    MeshModel model = discovery.model();
    CHECKS.forEach(check -> check.check(model, findings::add));
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
