package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.snapshot.RouteFilterConfig;
import org.jspecify.annotations.Nullable;

/** A filter of a chain, with its configuration; shared by all loops. */
@FunctionalInterface
public interface FilterFactory {
  /**
   * Takes part in an exchange.
   *
   * @param settings of the route instead of the filter's own; absent if it has none
   */
  Filter open(HttpExchange exchange, @Nullable RouteFilterConfig settings);
}
