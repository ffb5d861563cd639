package io.meshwright.proxy.http.filter.decompressor;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides the decompressor. */
public final class DecompressorFilterProvider
    implements FilterProvider<HttpFilterConfig.Decompressor> {
  @Override
  public Class<HttpFilterConfig.Decompressor> configType() {
    return HttpFilterConfig.Decompressor.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Decompressor config, FilterContext context) {
    return (exchange, _) -> new DecompressorFilter(exchange, config.decompression());
  }
}
