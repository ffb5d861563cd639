package io.meshwright.proxy.http.filter.ratelimit;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.ratelimit.service.LimitService;
import io.meshwright.proxy.snapshot.GlobalRateLimit;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides the rate limit of the whole mesh. */
public final class RateLimitFilterProvider implements FilterProvider<HttpFilterConfig.RateLimited> {
  @Override
  public Class<HttpFilterConfig.RateLimited> configType() {
    return HttpFilterConfig.RateLimited.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.RateLimited config, FilterContext context) {
    LimitService service = new LimitService(config.limit().service());
    return (exchange, settings) ->
        new RateLimitFilter(
            exchange,
            settings instanceof GlobalRateLimit.OnRoute route
                ? config.limit().on(route)
                : config.limit(),
            service,
            context);
  }
}
