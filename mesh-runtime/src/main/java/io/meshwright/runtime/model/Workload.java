package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Locality;
import io.meshwright.xds.SpiffeId;
import java.util.Map;
import java.util.Optional;

/**
 * What runs behind an endpoint.
 *
 * @param name of the Deployment or other owner; empty if unknown
 * @param identity empty if the workload is not known to have one
 * @param cluster the Kubernetes cluster it runs in
 * @param network the network its address belongs to; empty is the mesh's only one
 * @param mutualTls whether its proxy accepts mutual TLS of the mesh
 */
public record Workload(
    String name,
    String namespace,
    Optional<SpiffeId> identity,
    Map<String, String> labels,
    String cluster,
    String network,
    Locality locality,
    boolean mutualTls) {
  public Workload {
    labels = Map.copyOf(labels);
  }

  /** One that only its endpoint is known of; it has no proxy. */
  public static Workload unknown(String name, String namespace, MeshSettings settings) {
    return new Workload(
        name,
        namespace,
        Optional.empty(),
        Map.of(),
        settings.cluster(),
        settings.network(),
        Locality.UNKNOWN,
        false);
  }
}
