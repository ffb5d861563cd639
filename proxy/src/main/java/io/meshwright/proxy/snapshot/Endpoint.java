package io.meshwright.proxy.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One upstream host.
 *
 * @param additionalAddresses of the same host, tried when the first does not answer (RFC 8305)
 * @param hostName as in the configuration; may be empty
 * @param weight 1 or more, among the endpoints of its locality
 * @param health as the control plane sees it
 * @param transportLabels choose the cluster's transport
 * @param subsetLabels by which requests choose among endpoints
 * @param workload who runs there, for telemetry; absent if not of the mesh
 */
public record Endpoint(
    Address address,
    List<Address.Ip> additionalAddresses,
    String hostName,
    long weight,
    Health health,
    MatchLabels transportLabels,
    MatchLabels subsetLabels,
    @Nullable Workload workload) {

  public Endpoint {
    additionalAddresses = List.copyOf(additionalAddresses);
  }

  /** Health of an endpoint. */
  public enum Health {
    HEALTHY,
    UNHEALTHY,
    DRAINING,
    TIMEOUT,
    DEGRADED
  }

  /** The workload of an endpoint (istio-features X23). */
  public record Workload(
      String name,
      String namespace,
      String canonicalName,
      String canonicalRevision,
      String clusterId) {}
}
