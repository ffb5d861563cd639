package io.meshwright.proxy.http.filter.compressor;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.Compression;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides the compressor. */
public final class CompressorFilterProvider implements FilterProvider<HttpFilterConfig.Compressor> {
  @Override
  public Class<HttpFilterConfig.Compressor> configType() {
    return HttpFilterConfig.Compressor.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Compressor config, FilterContext context) {
    return (exchange, settings) ->
        new CompressorFilter(
            exchange,
            config.compression(),
            settings instanceof Compression.OfRoute own ? own : null);
  }
}
