package io.meshwright.runtime.model.entry;

import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Workload;
import java.util.Map;

/**
 * A WorkloadEntry, or an endpoint of a ServiceEntry, parsed (istio-features WE1, WE2).
 *
 * @param ports by the name of the service's port, where they differ from its target port
 * @param weight of requests relative to other endpoints, at least 1
 */
public record WorkloadEntry(
    Endpoint.Target target, Map<String, Integer> ports, Workload workload, int weight) {

  public WorkloadEntry {
    ports = Map.copyOf(ports);
  }

  /** The endpoint of a service's port. */
  public Endpoint endpoint(ServiceEntry.Port port) {
    return new Endpoint(
        target,
        port.service().number(),
        ports.getOrDefault(port.service().name(), port.target()),
        workload,
        Endpoint.Health.HEALTHY,
        weight,
        "");
  }

  /** Whether it has all of these labels. */
  public boolean has(Map<String, String> labels) {
    return workload.labels().entrySet().containsAll(labels.entrySet());
  }
}
