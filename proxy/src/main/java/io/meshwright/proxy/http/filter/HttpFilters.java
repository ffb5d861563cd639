package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.filter.alpn.AlpnFilterProvider;
import io.meshwright.proxy.http.filter.peermetadata.PeerMetadataFilterProvider;
import io.meshwright.proxy.http.filter.stats.StatsFilterProvider;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import java.util.ArrayList;
import java.util.List;

/** The filters that exist. */
public final class HttpFilters {
  private final List<FilterProvider<?>> providers;

  private HttpFilters(List<FilterProvider<?>> providers) {
    this.providers = List.copyOf(providers);
  }

  /** All filters; the router is no entry of the list, it ends every chain. */
  public static HttpFilters builtIn() {
    return new HttpFilters(
        List.of(
            new PeerMetadataFilterProvider(), new StatsFilterProvider(), new AlpnFilterProvider()));
  }

  /** The filters of a chain before its router, in order. */
  public List<FilterFactory> compile(List<HttpFilterConfig> configs, FilterContext context) {
    List<FilterFactory> factories = new ArrayList<>();
    for (HttpFilterConfig config : configs) {
      if (!(config instanceof HttpFilterConfig.Router)) {
        factories.add(create(config, context));
      }
    }
    return List.copyOf(factories);
  }

  private FilterFactory create(HttpFilterConfig config, FilterContext context) {
    for (FilterProvider<?> provider : providers) {
      if (provider.configType().isInstance(config)) {
        return create(provider, config, context);
      }
    }
    // never left out silently: the filter could be one that protects
    throw new IllegalArgumentException("no filter for " + config);
  }

  private static <C extends HttpFilterConfig> FilterFactory create(
      FilterProvider<C> provider, HttpFilterConfig config, FilterContext context) {
    return provider.create(provider.configType().cast(config), context);
  }
}
