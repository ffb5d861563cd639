package io.meshwright.proxy.http.filter.grpcstats;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides the filter of gRPC's statistics. */
public final class GrpcStatsFilterProvider implements FilterProvider<HttpFilterConfig.GrpcStats> {
  @Override
  public Class<HttpFilterConfig.GrpcStats> configType() {
    return HttpFilterConfig.GrpcStats.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.GrpcStats config, FilterContext context) {
    return (exchange, _) -> new GrpcStatsFilter(exchange, config);
  }
}
