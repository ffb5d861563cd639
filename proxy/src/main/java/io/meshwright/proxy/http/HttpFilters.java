package io.meshwright.proxy.http;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.NamedFilter;
import io.meshwright.proxy.http.filter.alpn.AlpnFilterProvider;
import io.meshwright.proxy.http.filter.buffer.BufferFilterProvider;
import io.meshwright.proxy.http.filter.compressor.CompressorFilterProvider;
import io.meshwright.proxy.http.filter.cors.CorsFilterProvider;
import io.meshwright.proxy.http.filter.decompressor.DecompressorFilterProvider;
import io.meshwright.proxy.http.filter.extauthz.ExtAuthzFilterProvider;
import io.meshwright.proxy.http.filter.fault.FaultFilterProvider;
import io.meshwright.proxy.http.filter.grpcstats.GrpcStatsFilterProvider;
import io.meshwright.proxy.http.filter.grpcweb.GrpcWebFilterProvider;
import io.meshwright.proxy.http.filter.headermutation.HeaderMutationFilterProvider;
import io.meshwright.proxy.http.filter.jwt.JwtFilterProvider;
import io.meshwright.proxy.http.filter.localratelimit.LocalRateLimitFilterProvider;
import io.meshwright.proxy.http.filter.peermetadata.PeerMetadataFilterProvider;
import io.meshwright.proxy.http.filter.ratelimit.RateLimitFilterProvider;
import io.meshwright.proxy.http.filter.rbac.RbacFilterProvider;
import io.meshwright.proxy.http.filter.stats.StatsFilterProvider;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.telemetry.SelfDescription;
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
            new PeerMetadataFilterProvider(),
            new StatsFilterProvider(),
            new AlpnFilterProvider(),
            new CorsFilterProvider(),
            new FaultFilterProvider(),
            new RbacFilterProvider(),
            new LocalRateLimitFilterProvider(),
            new RateLimitFilterProvider(),
            new HeaderMutationFilterProvider(),
            new BufferFilterProvider(),
            new ExtAuthzFilterProvider(),
            new CompressorFilterProvider(),
            new DecompressorFilterProvider(),
            new GrpcWebFilterProvider(),
            new GrpcStatsFilterProvider(),
            new JwtFilterProvider()));
  }

  /** The filters of a chain before its router, in order. */
  public List<NamedFilter> compile(
      List<HttpFilter> configs, SelfDescription self, String statPrefix) {
    List<NamedFilter> filters = new ArrayList<>();
    for (HttpFilter filter : configs) {
      if (!(filter.config() instanceof HttpFilterConfig.Router)) {
        filters.add(
            new NamedFilter(
                filter.name(),
                filter.disabled(),
                create(filter, new FilterContext(self, filter.name(), statPrefix))));
      }
    }
    return List.copyOf(filters);
  }

  private FilterFactory create(HttpFilter filter, FilterContext context) {
    HttpFilterConfig config = filter.config();
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
