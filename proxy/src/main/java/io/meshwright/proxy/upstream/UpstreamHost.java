package io.meshwright.proxy.upstream;

import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.upstream.health.HealthState;
import io.meshwright.proxy.upstream.outlier.OutlierState;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * An endpoint with what all workers share of it. What was found out about it outlives changes of
 * the endpoint's other properties.
 *
 * @param sinceNanos when the address was first seen in the cluster, as {@link System#nanoTime}
 */
public record UpstreamHost(
    Endpoint endpoint,
    SocketAddress address,
    OutlierState outlier,
    HealthState health,
    long sinceNanos) {
  /** All addresses of the host, the first one first. */
  List<SocketAddress> addresses() {
    return Stream.concat(
            Stream.of(address),
            endpoint.additionalAddresses().stream()
                .map(more -> new InetSocketAddress(more.host(), more.port())))
        .toList();
  }

  /** The first address as Envoy writes it. */
  String text() {
    return SocketAddresses.text(address);
  }

  /** Whether the control plane, outlier detection and health checks all hold it usable. */
  boolean healthy() {
    return switch (endpoint.health()) {
      case HEALTHY, DEGRADED -> !outlier.ejected() && !health.failed();
      case UNHEALTHY, DRAINING, TIMEOUT -> false;
    };
  }
}
