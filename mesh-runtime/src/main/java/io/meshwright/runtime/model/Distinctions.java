package io.meshwright.runtime.model;

import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.runtime.model.traffic.ConnectionRule;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By what proxies of one namespace can differ in what they get: labels and metadata that some rule
 * asks for, and whether it matters where they, or all proxies of their workload, run. What no rule
 * asks for is hidden from compilation, so that all proxies that are alike in the rest share its
 * results. Immutable.
 */
final class Distinctions {

  private final List<Distinction> all = new ArrayList<>();

  /**
   * Those of all that ask how workloads are spread over zones, which each stream asks for often.
   */
  private final List<Distinction> zoned = new ArrayList<>();

  private final Set<String> ofRouters = new HashSet<>();
  private final Map<String, Set<String>> metadata = new HashMap<>();
  private final String rootNamespace;
  private final LocalityBalancing locality;

  /** What one rule asks of the clients that see it. */
  private record Distinction(
      String namespace, ExportTo exportTo, Set<String> labels, boolean places) {
    boolean concerns(String client) {
      return namespace.equals(client) || exportTo.includes(client);
    }
  }

  private Distinctions(MeshSettings settings) {
    rootNamespace = settings.rootNamespace();
    locality = settings.meshConfig().traffic().locality();
  }

  static Distinctions of(
      MeshSettings settings,
      List<RoutingRules> routing,
      List<DestinationPolicy> policies,
      List<SidecarRules> sidecars,
      List<Gateway> gateways,
      List<PatchRules> patches) {
    Distinctions found = new Distinctions(settings);
    if (found.locality instanceof LocalityBalancing.ZoneAware(var _, var written, var _)) {
      found.addZoned(settings.rootNamespace(), ExportTo.ALL, keys(written));
    }
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
    patches.forEach(found::add);
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

  /** Keys of metadata that matter of a proxy. */
  Set<String> metadata(String namespace) {
    Set<String> keys = new HashSet<>(metadata.getOrDefault(rootNamespace, Set.of()));
    keys.addAll(metadata.getOrDefault(namespace, Set.of()));
    return keys;
  }

  /** Whether it matters where a proxy runs. */
  boolean places(String namespace) {
    return locality instanceof LocalityBalancing.Distribute
        || all.stream().anyMatch(each -> each.places() && each.concerns(namespace));
  }

  /** Whether it matters how a proxy's workload is spread over zones. */
  boolean zones(String namespace) {
    return zoned.stream().anyMatch(each -> each.concerns(namespace));
  }

  private void add(String namespace, ExportTo exportTo, Set<String> labels, boolean places) {
    if (!labels.isEmpty() || places) {
      all.add(new Distinction(namespace, exportTo, Set.copyOf(labels), places));
    }
  }

  private void addZoned(String namespace, ExportTo exportTo, Set<String> labels) {
    add(namespace, exportTo, labels, true);
    zoned.add(all.getLast());
  }

  private static Set<String> keys(List<LocalityBalancing.Label> labels) {
    return labels.stream().map(LocalityBalancing.Label::key).collect(Collectors.toSet());
  }

  private void add(PatchRules rules) {
    String namespace = rules.origin().namespace();
    add(
        namespace,
        new ExportTo(namespace.equals(rootNamespace), Set.of()),
        rules.labelKeys(),
        false);
    for (Patch patch : rules.patches()) {
      metadata.computeIfAbsent(namespace, _ -> new HashSet<>()).addAll(patch.metadata().keySet());
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
    boolean zones = false;
    for (TrafficPolicy.Blocks block : blocks) {
      LocalityBalancing effective = LoadBalancing.localityOf(block.loadBalancing(), locality);
      places |=
          block.outlierDetection() != null || effective instanceof LocalityBalancing.Distribute;
      if (effective instanceof LocalityBalancing.FailoverPriority(var of)) {
        labels.addAll(keys(of));
        places = true;
      } else if (effective instanceof LocalityBalancing.ZoneAware(var _, var of, var _)) {
        labels.addAll(keys(of));
        zones = true;
      }
    }
    if (zones) {
      addZoned(policy.origin().namespace(), policy.exportTo(), labels);
    } else {
      add(policy.origin().namespace(), policy.exportTo(), labels, places);
    }
  }
}
