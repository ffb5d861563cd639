package io.meshwright.proxy.http.filter.grpcweb;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides the gRPC-Web filter. */
public final class GrpcWebFilterProvider implements FilterProvider<HttpFilterConfig.GrpcWeb> {
  @Override
  public Class<HttpFilterConfig.GrpcWeb> configType() {
    return HttpFilterConfig.GrpcWeb.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.GrpcWeb config, FilterContext context) {
    return (exchange, _) -> new GrpcWebFilter(exchange);
  }
}
