package io.meshwright.runtime.compile.patch;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.meshwright.runtime.compile.patch.ResourcePatches.Side;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.Patch.Context;
import io.meshwright.runtime.model.patch.Patch.Target;
import io.meshwright.runtime.model.patch.PatchPlace;
import io.meshwright.runtime.model.patch.PatchPlace.Chain;
import java.util.ArrayList;
import java.util.List;

/** Changes to listeners and what they consist of. */
final class ListenerPatches {

  private static final PatchPlace.OfListener ANY = new PatchPlace.OfListener(0, "", "", Chain.ANY);
  private static final String INBOUND = "virtualInbound";
  private static final String OUTBOUND = "virtualOutbound";

  private final ProxyScope scope;
  private final Side side;
  private final List<ActivePatch> patches;

  ListenerPatches(ProxyScope scope, Side side) {
    this.scope = scope;
    this.side = side;
    this.patches = ActivePatch.of(scope);
  }

  List<Listener> apply(List<Listener> compiled) {
    List<Listener> listeners = compiled;
    for (ActivePatch active : patches) {
      Patch patch = active.patch();
      PatchPlace.OfListener place = place(patch);
      if (active.of(Target.LISTENER)) {
        if (patch.operation() != Patch.Operation.ADD || mayAdd(patch.context())) {
          listeners =
              active.applyTo(
                  listeners,
                  listener -> here(patch, listener) && matches(place, listener, true),
                  true,
                  0,
                  Listener.class);
        }
      } else {
        List<Listener> changed = new ArrayList<>(listeners);
        changed.replaceAll(
            listener ->
                here(patch, listener) && matches(place, listener, false)
                    ? parts(active, place, listener)
                    : listener);
        listeners = changed;
      }
    }
    return listeners.stream().map(this::inlineRoutes).toList();
  }

  private static PatchPlace.OfListener place(Patch patch) {
    return patch.place() instanceof PatchPlace.OfListener place ? place : ANY;
  }

  private Context context(Listener listener) {
    if (scope.proxy().router()) {
      return Context.GATEWAY;
    }
    return listener.getTrafficDirection() == TrafficDirection.INBOUND
        ? Context.SIDECAR_INBOUND
        : Context.SIDECAR_OUTBOUND;
  }

  /** What is added has no traffic yet that would tell its context. */
  private boolean mayAdd(Context context) {
    boolean ofGateways = context == Context.GATEWAY;
    return side.adds(context) && (context == Context.ANY || ofGateways == scope.proxy().router());
  }

  private boolean here(Patch patch, Listener listener) {
    return patch.context() == Context.ANY || patch.context() == context(listener);
  }

  /** The ports of what is captured are those of its filter chains. */
  private static boolean matches(PatchPlace.OfListener place, Listener listener, boolean whole) {
    if (!place.name().isEmpty() && !place.name().equals(listener.getName())) {
      return false;
    }
    return place.port() == 0
        || (captures(listener) && !whole)
        || listener.getAddress().getSocketAddress().getPortValue() == place.port();
  }

  private static boolean captures(Listener listener) {
    return listener.getName().equals(INBOUND) || listener.getName().equals(OUTBOUND);
  }

  private static Listener parts(
      ActivePatch active, PatchPlace.OfListener place, Listener listener) {
    Target target = active.patch().target();
    if (target == Target.LISTENER_FILTER) {
      return listener.toBuilder()
          .clearListenerFilters()
          .addAllListenerFilters(
              active.applyTo(
                  listener.getListenerFiltersList(),
                  filter ->
                      place.listenerFilter().isEmpty()
                          || place.listenerFilter().equals(filter.getName()),
                  !place.listenerFilter().isEmpty(),
                  0,
                  ListenerFilter.class))
          .build();
    }
    if (target == Target.FILTER_CHAIN) {
      return listener.toBuilder()
          .clearFilterChains()
          .addAllFilterChains(
              active.applyTo(
                  listener.getFilterChainsList(),
                  chain -> matches(place, listener, chain),
                  true,
                  0,
                  FilterChain.class))
          .build();
    }
    if (target != Target.NETWORK_FILTER && target != Target.HTTP_FILTER) {
      return listener;
    }
    FilterPatches filters = new FilterPatches(active, place.chain());
    Listener.Builder changed = listener.toBuilder();
    for (int i = 0; i < listener.getFilterChainsCount(); i++) {
      if (matches(place, listener, listener.getFilterChains(i))) {
        changed.setFilterChains(i, filters.apply(listener.getFilterChains(i)));
      }
    }
    if (listener.hasDefaultFilterChain()
        && matches(place, listener, listener.getDefaultFilterChain())) {
      changed.setDefaultFilterChain(filters.apply(listener.getDefaultFilterChain()));
    }
    return changed.build();
  }

  private static boolean matches(
      PatchPlace.OfListener place, Listener listener, FilterChain chain) {
    var match = chain.getFilterChainMatch();
    int port = match.getDestinationPort().getValue();
    Chain wanted = place.chain();
    return (!captures(listener) || place.port() == 0 || place.port() == port)
        && (wanted.name().isEmpty() || wanted.name().equals(chain.getName()))
        && (wanted.serverName().isEmpty()
            || match.getServerNamesList().contains(wanted.serverName()))
        && (wanted.transportProtocol().isEmpty()
            || wanted.transportProtocol().equals(match.getTransportProtocol()))
        && (wanted.applicationProtocols().isEmpty()
            || match
                .getApplicationProtocolsList()
                .containsAll(List.of(wanted.applicationProtocols().split(",", -1))))
        && (wanted.destinationPort() == 0 || wanted.destinationPort() == port);
  }

  /** What inbound listeners have in themselves others get by name. */
  private Listener inlineRoutes(Listener listener) {
    RoutePatches routes = new RoutePatches(patches, context(listener));
    Listener.Builder changed = listener.toBuilder();
    for (int i = 0; i < listener.getFilterChainsCount(); i++) {
      changed.setFilterChains(i, FilterPatches.inlineRoutes(listener.getFilterChains(i), routes));
    }
    return changed.build();
  }
}
