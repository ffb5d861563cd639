package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.Hostname;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds services by host without a look at each; those whose host is a pattern are few. */
final class ServiceIndex {

  private final List<Service> all = new ArrayList<>();
  private final Map<Hostname, List<Service>> byName = new HashMap<>();
  private final List<Service> patterns = new ArrayList<>();

  ServiceIndex(MeshModel model) {
    for (Service service : model.services()) {
      all.add(service);
      if (service.host().wildcard()) {
        patterns.add(service);
      } else {
        byName.computeIfAbsent(service.host(), _ -> new ArrayList<>(1)).add(service);
      }
    }
  }

  /** Services of the name, then those of patterns that the name fits. */
  Stream<Service> named(Hostname name) {
    return Stream.concat(
        byName.getOrDefault(name, List.of()).stream(),
        patterns.stream().filter(service -> name.subsetOf(service.host())));
  }

  /** Services that a name or pattern is also for. */
  Stream<Service> matching(Hostname host) {
    return host.wildcard()
        ? all.stream().filter(service -> service.host().matches(host))
        : named(host);
  }
}
