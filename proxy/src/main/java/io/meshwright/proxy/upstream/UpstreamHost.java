package io.meshwright.proxy.upstream;

import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.upstream.outlier.OutlierState;
import java.net.InetSocketAddress;

/**
 * An endpoint with what all workers share of it. The outlier state outlives changes of the
 * endpoint's other properties.
 */
public record UpstreamHost(Endpoint endpoint, InetSocketAddress address, OutlierState outlier) {
  /** Whether the control plane and outlier detection both hold it usable. */
  boolean healthy() {
    return switch (endpoint.health()) {
      case HEALTHY, DEGRADED -> !outlier.ejected();
      case UNHEALTHY, DRAINING, TIMEOUT -> false;
    };
  }
}
