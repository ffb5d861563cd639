package io.meshwright.proxy.http.filter.localratelimit;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.LocalRateLimit;

/** Provides the local rate limit of requests. */
public final class LocalRateLimitFilterProvider
    implements FilterProvider<HttpFilterConfig.LocalRateLimited> {
  @Override
  public Class<HttpFilterConfig.LocalRateLimited> configType() {
    return HttpFilterConfig.LocalRateLimited.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.LocalRateLimited config, FilterContext context) {
    Buckets buckets = new Buckets();
    return (exchange, settings) ->
        new LocalRateLimitFilter(
            exchange,
            settings instanceof LocalRateLimit own ? own : config.limit(),
            buckets,
            context.self());
  }
}
