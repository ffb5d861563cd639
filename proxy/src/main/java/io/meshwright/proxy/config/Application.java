package io.meshwright.proxy.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the injector took from the application's pod, for the proxy to serve in its place.
 *
 * @param probes by the path that the kubelet asks for
 * @param metrics where the application's metrics are; null if it has none to merge
 */
public record Application(Map<String, ApplicationProbe> probes, @Nullable ScrapeTarget metrics) {
  public Application {
    probes = Map.copyOf(probes);
  }

  /**
   * A page of metrics on the loopback address.
   *
   * @param path begins with a slash
   * @param tls whether to speak TLS, without verification
   */
  public record ScrapeTarget(int port, String path, boolean tls) {}
}
