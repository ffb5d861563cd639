package io.meshwright.runtime.compile.patch;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.Patch.FilterClass;
import io.meshwright.runtime.model.patch.Patch.Target;
import io.meshwright.runtime.model.patch.PatchPlace.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One change to the filters of filter chains. */
final class FilterPatches {

  /** Istio's own, which come before those that decide whether a request is let through. */
  private static final Set<String> LEADING =
      Set.of("envoy.filters.http.peer_metadata", "istio.alpn");

  /** A chain ends with a filter that handles what is left, as do those of HTTP. */
  private static final int TERMINAL = 1;

  private final ActivePatch active;
  private final Chain place;

  FilterPatches(ActivePatch active, Chain place) {
    this.active = active;
    this.place = place;
  }

  FilterChain apply(FilterChain chain) {
    if (active.of(Target.NETWORK_FILTER)) {
      List<Filter> filters =
          active.applyTo(
              chain.getFiltersList(),
              filter -> place.filter().isEmpty() || place.filter().equals(filter.getName()),
              !place.filter().isEmpty(),
              TERMINAL,
              Filter.class);
      return chain.toBuilder().clearFilters().addAllFilters(filters).build();
    }
    return managers(
        chain,
        manager ->
            manager.toBuilder()
                .clearHttpFilters()
                .addAllHttpFilters(http(manager.getHttpFiltersList()))
                .build());
  }

  private List<HttpFilter> http(List<HttpFilter> filters) {
    Patch patch = active.patch();
    if (patch.operation() == Patch.Operation.ADD
        && patch.filterClass() != FilterClass.UNSPECIFIED) {
      List<HttpFilter> changed = new ArrayList<>(filters);
      changed.add(
          switch (patch.filterClass()) {
            case AUTHN, AUTHZ ->
                (int) filters.stream().takeWhile(f -> LEADING.contains(f.getName())).count();
            case STATS, UNSPECIFIED -> Math.max(0, filters.size() - TERMINAL);
          },
          active.value(HttpFilter.class));
      return changed;
    }
    return active.applyTo(
        filters,
        filter -> place.subFilter().isEmpty() || place.subFilter().equals(filter.getName()),
        !place.subFilter().isEmpty(),
        TERMINAL,
        HttpFilter.class);
  }

  static FilterChain inlineRoutes(FilterChain chain, RoutePatches routes) {
    return managers(
        chain,
        manager ->
            manager.hasRouteConfig()
                ? manager.toBuilder().setRouteConfig(routes.apply(manager.getRouteConfig())).build()
                : manager);
  }

  /** Changes the HTTP connection managers of a chain. */
  private static FilterChain managers(
      FilterChain chain, UnaryOperator<HttpConnectionManager> change) {
    FilterChain.Builder changed = chain.toBuilder();
    for (int i = 0; i < chain.getFiltersCount(); i++) {
      Filter filter = chain.getFilters(i);
      if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
        try {
          HttpConnectionManager manager =
              filter.getTypedConfig().unpack(HttpConnectionManager.class);
          HttpConnectionManager other = change.apply(manager);
          if (!other.equals(manager)) {
            changed.setFilters(i, filter.toBuilder().setTypedConfig(Protobuf.pack(other)).build());
          }
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return changed.build();
  }
}
