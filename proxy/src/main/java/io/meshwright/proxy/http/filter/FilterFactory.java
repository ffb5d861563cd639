package io.meshwright.proxy.http.filter;

/** A filter of a chain, with its configuration; shared by all loops. */
@FunctionalInterface
public interface FilterFactory {
  /** Takes part in an exchange. */
  Filter open(HttpExchange exchange);
}
