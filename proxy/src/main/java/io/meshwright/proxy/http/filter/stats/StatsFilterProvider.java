package io.meshwright.proxy.http.filter.stats;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides the {@code istio.stats} filter. */
public final class StatsFilterProvider implements FilterProvider<HttpFilterConfig.Stats> {
  @Override
  public Class<HttpFilterConfig.Stats> configType() {
    return HttpFilterConfig.Stats.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Stats config, FilterContext context) {
    return (exchange, _) -> new StatsFilter(exchange, config.config(), context.self());
  }
}
