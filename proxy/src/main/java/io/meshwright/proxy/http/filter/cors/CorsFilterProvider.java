package io.meshwright.proxy.http.filter.cors;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.CorsPolicy;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import java.util.ArrayList;
import java.util.List;

/** Provides the CORS filter; a route's policy is all the configuration that it has. */
public final class CorsFilterProvider implements FilterProvider<HttpFilterConfig.Cors> {
  @Override
  public Class<HttpFilterConfig.Cors> configType() {
    return HttpFilterConfig.Cors.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Cors config, FilterContext context) {
    return (exchange, settings) -> {
      if (!(settings instanceof CorsPolicy)) {
        return CorsFilter.NONE;
      }
      List<CorsPolicy> policies = new ArrayList<>();
      exchange
          .settings(context.name())
          .forEach(
              level -> {
                if (level instanceof CorsPolicy policy) {
                  policies.add(policy);
                }
              });
      return new CorsFilter(exchange, policies);
    };
  }
}
