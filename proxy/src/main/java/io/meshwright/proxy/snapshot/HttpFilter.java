package io.meshwright.proxy.snapshot;

/**
 * A filter of an HTTP connection manager.
 *
 * @param name by which routes give it other settings
 * @param disabled whether it takes part only where a route gives it settings
 */
public record HttpFilter(String name, boolean disabled, HttpFilterConfig config) {
  /** A filter that takes part everywhere. */
  public static HttpFilter of(String name, HttpFilterConfig config) {
    return new HttpFilter(name, false, config);
  }
}
