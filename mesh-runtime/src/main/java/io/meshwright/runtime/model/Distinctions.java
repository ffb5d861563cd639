package io.meshwright.runtime.model;

import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.traffic.ConnectionRule;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * By what proxies of one namespace can differ in what they get: labels that some rule asks for, and
 * whether it matters where they run. What no rule asks for is hidden from compilation, so that all
 * proxies that are alike in the rest share its results. Immutable.
 */
final class Distinctions {

  private final List<Distinction> all = new ArrayList<>();
  private final Set<String> ofRouters = new HashSet<>();

  /** What one rule asks of the clients that see it. */
  private record Distinction(
      String namespace, ExportTo exportTo, Set<String> labels, boolean places) {
    boolean concerns(String client) {
      return namespace.equals(client) || exportTo.includes(client);
    }
  }

  private Distinctions() {}

  static Distinctions of(
      List<RoutingRules> routing,
      List<DestinationPolicy> policies,
      List<SidecarRules> sidecars,
      List<Gateway> gateways) {
    Distinctions found = new Distinctions();
    routing.forEach(found::add);
    policies.forEach(found::add);
    for (SidecarRules rules : sidecars) {
      found.add(
          rules.origin().namespace(),
          new ExportTo(false, Set.of()),
          rules.selector().keySet(),
          false);
    }
    gateways.forEach(gateway -> found.ofRouters.addAll(gateway.selector().keySet()));
    return found;
  }

  /** Keys of labels that matter of a proxy. */
  Set<String> labels(String namespace, boolean router) {
    Set<String> keys = new HashSet<>(router ? ofRouters : Set.of());
    for (Distinction each : all) {
      if (each.concerns(namespace)) {
        keys.addAll(each.labels());
      }
    }
    return keys;
  }

  /** Whether it matters where a proxy runs. */
  boolean places(String namespace) {
    return all.stream().anyMatch(each -> each.places() && each.concerns(namespace));
  }

  private void add(String namespace, ExportTo exportTo, Set<String> labels, boolean places) {
    if (!labels.isEmpty() || places) {
      all.add(new Distinction(namespace, exportTo, Set.copyOf(labels), places));
    }
  }

  private void add(RoutingRules rules) {
    Set<String> labels = new HashSet<>();
    for (HttpRule rule : rules.http()) {
      for (HttpMatch match : rule.matches()) {
        labels.addAll(match.scope().sourceLabels().keySet());
      }
    }
    Stream.concat(rules.tls().stream(), rules.tcp().stream())
        .flatMap(rule -> rule.matches().stream())
        .map(ConnectionRule.Match::scope)
        .forEach(scope -> labels.addAll(scope.sourceLabels().keySet()));
    add(rules.origin().namespace(), rules.exportTo(), labels, false);
  }

  private void add(DestinationPolicy policy) {
    Set<String> labels = new HashSet<>(policy.workloadSelector().keySet());
    List<TrafficPolicy.Blocks> blocks = new ArrayList<>();
    Stream.concat(
            Stream.of(policy.policy()),
            policy.subsets().stream().map(DestinationPolicy.Subset::policy))
        .forEach(
            each -> {
              blocks.add(each.blocks());
              blocks.addAll(each.ports().values());
            });
    boolean places = false;
    for (TrafficPolicy.Blocks block : blocks) {
      LocalityBalancing locality =
          block.loadBalancing() == null ? null : block.loadBalancing().locality();
      places |=
          block.outlierDetection() != null || locality instanceof LocalityBalancing.Distribute;
      if (locality
          instanceof LocalityBalancing.FailoverPriority(List<LocalityBalancing.Label> of)) {
        of.forEach(label -> labels.add(label.key()));
        places = true;
      }
    }
    add(policy.origin().namespace(), policy.exportTo(), labels, places);
  }
}
