package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.snapshot.FilterOverrides.Change;
import org.jspecify.annotations.Nullable;

/**
 * A filter in its chain.
 *
 * @param name by which routes give it settings
 * @param disabled whether it takes part only where a route does
 */
public record NamedFilter(String name, boolean disabled, FilterFactory factory) {

  /** The filter's part in an exchange; absent if it takes none. */
  @Nullable Filter open(HttpExchange exchange) {
    return switch (exchange.override(name)) {
      case null -> disabled ? null : factory.open(exchange, null);
      case Change.Disabled() -> null;
      case Change.Settings(var settings) -> factory.open(exchange, settings);
    };
  }
}
