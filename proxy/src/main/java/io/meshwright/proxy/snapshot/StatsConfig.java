package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How Istio's standard metrics are reported ({@code stats.PluginConfig}).
 *
 * @param hostHeaderFallback whether the Host header names the destination of unknown services
 * @param tcpReportingInterval how often open TCP connections are counted
 * @param overrides differences from the standard form, in order
 */
public record StatsConfig(
    boolean hostHeaderFallback,
    Duration tcpReportingInterval,
    List<MetricOverride> overrides,
    boolean serverGateway) {

  /** Istio's default of {@code tcp_reporting_duration}. */
  public static final Duration DEFAULT_TCP_REPORTING_INTERVAL = Duration.ofSeconds(5);

  public StatsConfig {
    overrides = List.copyOf(overrides);
  }

  /**
   * How one metric differs from its standard form.
   *
   * @param metric without {@code istio_}; empty for all
   * @param drop whether the metric is not reported
   * @param labels added or replaced: name to expression
   */
  public record MetricOverride(
      String metric, boolean drop, Map<String, String> labels, List<String> labelsRemoved) {
    public MetricOverride {
      labels = Map.copyOf(labels);
      labelsRemoved = List.copyOf(labelsRemoved);
    }
  }
}
