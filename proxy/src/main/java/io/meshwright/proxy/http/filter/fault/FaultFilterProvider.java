package io.meshwright.proxy.http.filter.fault;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.FaultPolicy;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import java.util.concurrent.atomic.AtomicLong;

/** Provides the fault filter. */
public final class FaultFilterProvider implements FilterProvider<HttpFilterConfig.Fault> {
  @Override
  public Class<HttpFilterConfig.Fault> configType() {
    return HttpFilterConfig.Fault.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Fault config, FilterContext context) {
    AtomicLong active = new AtomicLong();
    return (exchange, settings) ->
        new FaultFilter(
            exchange, settings instanceof FaultPolicy own ? own : config.policy(), active);
  }
}
