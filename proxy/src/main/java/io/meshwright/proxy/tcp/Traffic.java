package io.meshwright.proxy.tcp;

import io.meshwright.proxy.telemetry.ClusterCounters;
import io.meshwright.proxy.telemetry.MetricsShard;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one connection carries.
 *
 * @param series absent if connections are not counted in Istio's metrics
 */
record Traffic(ClusterCounters cluster, MetricsShard.@Nullable TcpSeries series) {
  /** Bytes of the upstream. */
  void received(int bytes) {
    cluster.bytesReceived.add(bytes);
    if (series != null) {
      series.received.add(bytes);
    }
  }

  /** Bytes of the client. */
  void sent(int bytes) {
    cluster.bytesSent.add(bytes);
    if (series != null) {
      series.sent.add(bytes);
    }
  }

  void closed() {
    if (series != null) {
      series.closed.increment();
    }
  }
}
