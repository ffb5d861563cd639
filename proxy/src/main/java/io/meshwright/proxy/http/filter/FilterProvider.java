package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.snapshot.HttpFilterConfig;

/**
 * Knows one kind of filter.
 *
 * @param <C> its configuration
 */
public interface FilterProvider<C extends HttpFilterConfig> {
  /** The kind of configuration. */
  Class<C> configType();

  /** Makes the filter of a chain. */
  FilterFactory create(C config, FilterContext context);
}
