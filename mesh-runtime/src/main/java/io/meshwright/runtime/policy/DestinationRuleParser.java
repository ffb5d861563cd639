package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.DestinationRuleSpec;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses the spec of a DestinationRule (istio-features DR1 to DR26). */
public final class DestinationRuleParser {
  private DestinationRuleParser() {}

  /**
   * Parses a spec, or reports all that is wrong with it.
   *
   * @param exportTo the mesh's default
   */
  public static DestinationPolicy parse(
      Origin origin, DestinationRuleSpec spec, String dnsDomain, ExportTo exportTo)
      throws ConfigException {
    Problems problems = new Problems(origin.toString());
    TrafficPolicyParser policies = new TrafficPolicyParser(problems);
    String host = problems.required("spec.host", spec.host(), "a host name");
    TrafficPolicy policy = policies.policy("spec.trafficPolicy", spec.trafficPolicy());
    Set<String> names = new HashSet<>();
    List<DestinationPolicy.Subset> subsets = new ArrayList<>();
    for (int i = 0; i < spec.subsets().size(); i++) {
      DestinationRuleSpec.Subset subset = spec.subsets().get(i);
      String path = "spec.subsets[" + i + "]";
      String name = problems.required(path + ".name", subset.name(), "a name");
      if (!name.isEmpty() && !name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")) {
        problems.add(path + ".name", name, "lower-case letters, digits and dashes");
      }
      if (!names.add(name)) {
        problems.add(path + ".name", name, "a name that no other subset has");
      }
      subsets.add(
          new DestinationPolicy.Subset(
              name,
              Map.copyOf(subset.labels()),
              policies.policy(path + ".trafficPolicy", subset.trafficPolicy())));
    }
    Map<String, String> selector =
        spec.workloadSelector() == null ? Map.of() : spec.workloadSelector().matchLabels();
    problems.throwIfAny();
    ExportTo visible = ExportTo.parse(spec.exportTo(), origin.namespace(), exportTo);
    return new DestinationPolicy(
        origin,
        Hostname.resolve(host, origin.namespace(), dnsDomain),
        policy,
        List.copyOf(subsets),
        // rules with a selector are never exported (DR2)
        selector.isEmpty() ? visible : new ExportTo(false, Set.of(origin.namespace())),
        Map.copyOf(selector));
  }
}
