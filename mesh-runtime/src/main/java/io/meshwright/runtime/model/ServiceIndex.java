package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Finds services by namespace and by host; both in the order of their keys. Immutable. */
final class ServiceIndex {

  private final Map<String, List<Service>> byNamespace = new HashMap<>();
  private final Map<Hostname, List<Service>> byHost = new HashMap<>();

  private ServiceIndex() {}

  static ServiceIndex of(SortedMap<ServiceKey, Service> services) {
    ServiceIndex index = new ServiceIndex();
    services.forEach(
        (key, service) -> {
          index.byNamespace.computeIfAbsent(key.namespace(), _ -> new ArrayList<>()).add(service);
          index.byHost.computeIfAbsent(key.host(), _ -> new ArrayList<>(1)).add(service);
        });
    return index;
  }

  List<Service> in(String namespace) {
    return Collections.unmodifiableList(byNamespace.getOrDefault(namespace, List.of()));
  }

  List<Service> of(Hostname host) {
    return Collections.unmodifiableList(byHost.getOrDefault(host, List.of()));
  }
}
