package io.meshwright.runtime.compile.patch;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.patch.Patch.Context;
import io.meshwright.runtime.model.patch.PatchRules;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Applies the EnvoyFilters of a proxy to what was compiled for it (istio-features EF1 to EF6). A
 * patch that cannot be read, or that Meshwright's proxy does not accept, is left out as a whole, so
 * that it costs a proxy nothing else; {@link #findings} says which.
 */
public final class ResourcePatches {

  private ResourcePatches() {}

  /**
   * What is patched at once: additions happen on one side only. A router has everything on the
   * outbound side.
   */
  public enum Side {
    OUTBOUND,
    INBOUND;

    /** Whether what a patch of a context adds is added here. */
    boolean adds(Context context) {
      return (context == Context.SIDECAR_INBOUND) == (this == INBOUND);
    }
  }

  /** By name; of two with one name the first stays. */
  public static SortedMap<String, Cluster> clusters(
      ProxyScope scope, Side side, SortedMap<String, Cluster> compiled) {
    if (scope.patches().isEmpty()) {
      return compiled;
    }
    SortedMap<String, Cluster> patched = new TreeMap<>();
    new ClusterPatches(scope, side)
        .apply(List.copyOf(compiled.values()))
        .forEach(cluster -> patched.putIfAbsent(cluster.getName(), cluster));
    return patched;
  }

  /** By name; of two with one name the first stays. */
  public static SortedMap<String, Listener> listeners(
      ProxyScope scope, Side side, SortedMap<String, Listener> compiled) {
    if (scope.patches().isEmpty()) {
      return compiled;
    }
    SortedMap<String, Listener> patched = new TreeMap<>();
    new ListenerPatches(scope, side)
        .apply(List.copyOf(compiled.values()))
        .forEach(listener -> patched.putIfAbsent(listener.getName(), listener));
    return patched;
  }

  /** Changes routes that are asked for by name. */
  public static UnaryOperator<RouteConfiguration> ofRoutes(ProxyScope scope) {
    if (scope.patches().isEmpty()) {
      return UnaryOperator.identity();
    }
    Context context = scope.proxy().router() ? Context.GATEWAY : Context.SIDECAR_OUTBOUND;
    RoutePatches patches = new RoutePatches(ActivePatch.of(scope), context);
    // the name is what the client waits for
    return compiled -> patches.apply(compiled).toBuilder().setName(compiled.getName()).build();
  }

  /** Patches of these filters that some proxies or all go without, whatever proxies there are. */
  public static List<PatchFinding> findings(Collection<PatchRules> filters) {
    ExtensionConfigs extensions = ExtensionConfigs.of(filters, _ -> true);
    return filters.stream()
        .flatMap(rules -> PatchValue.findings(rules, extensions).stream())
        .toList();
  }
}
