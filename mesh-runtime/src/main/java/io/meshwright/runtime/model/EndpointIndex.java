package io.meshwright.runtime.model;

import io.meshwright.runtime.model.MeshModel.Instance;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.xds.SpiffeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Endpoints by service, the identities behind each service, and what each address serves.
 * Immutable; the next index is made from the one before, so that a change costs what it touches.
 */
final class EndpointIndex {

  private static final Comparator<Instance> BY_SERVICE =
      Comparator.comparing(instance -> instance.service().key());

  private final SortedMap<ServiceKey, Service> services;
  private final Map<ServiceKey, List<Endpoint>> endpoints;
  private final Map<ServiceKey, NavigableSet<SpiffeId>> identities;
  private final Map<IpAddress, List<Instance>> instances;

  private EndpointIndex(
      SortedMap<ServiceKey, Service> services,
      Map<ServiceKey, List<Endpoint>> endpoints,
      Map<ServiceKey, NavigableSet<SpiffeId>> identities,
      Map<IpAddress, List<Instance>> instances) {
    this.services = services;
    this.endpoints = endpoints;
    this.identities = identities;
    this.instances = instances;
  }

  static EndpointIndex of(
      SortedMap<ServiceKey, Service> services, Map<ServiceKey, List<Endpoint>> endpoints) {
    EndpointIndex index = new EndpointIndex(services, endpoints, new HashMap<>(), new HashMap<>());
    services.forEach(
        (key, service) -> {
          index.identities.put(key, identities(index.of(key)));
          index.add(service);
        });
    return index;
  }

  /** The index of the same services with other endpoints. */
  EndpointIndex next(Map<ServiceKey, List<Endpoint>> now) {
    EndpointIndex next =
        new EndpointIndex(services, now, new HashMap<>(identities), new HashMap<>(instances));
    for (Map.Entry<ServiceKey, Service> each : services.entrySet()) {
      ServiceKey key = each.getKey();
      if (!of(key).equals(next.of(key))) {
        next.identities.put(key, identities(next.of(key)));
        Set<IpAddress> touched = addresses(of(key));
        touched.forEach(address -> next.remove(address, key));
        next.add(each.getValue());
        touched.addAll(addresses(next.of(key)));
        touched.forEach(
            address -> next.instances.computeIfPresent(address, (_, all) -> sorted(all)));
      }
    }
    return next;
  }

  List<Endpoint> of(ServiceKey key) {
    return endpoints.getOrDefault(key, List.of());
  }

  NavigableSet<SpiffeId> identitiesOf(ServiceKey key) {
    return identities.getOrDefault(key, Collections.emptyNavigableSet());
  }

  /** In the order of the services. */
  List<Instance> at(IpAddress address) {
    return Collections.unmodifiableList(instances.getOrDefault(address, List.of()));
  }

  /** Adds what differs from an older index to a change of these parts. */
  ModelChange since(EndpointIndex older, Set<ModelPart> parts) {
    if (this == older) {
      return ModelChange.ofParts(parts);
    }
    NavigableSet<ServiceKey> touched = new TreeSet<>();
    NavigableSet<ServiceKey> others = new TreeSet<>();
    Set<IpAddress> addresses = new HashSet<>();
    for (ServiceKey key : services.keySet()) {
      List<Endpoint> now = of(key);
      List<Endpoint> before = older.of(key);
      if (!now.equals(before)) {
        touched.add(key);
        if (!identitiesOf(key).equals(older.identitiesOf(key))) {
          others.add(key);
        }
        addresses.addAll(addresses(before));
        addresses.addAll(addresses(now));
      }
    }
    addresses.removeIf(address -> served(at(address)).equals(served(older.at(address))));
    return new ModelChange(parts, touched, others, addresses);
  }

  /** What a pod's own configuration depends on of what it serves. */
  private static List<Object> served(List<Instance> instances) {
    List<Object> served = new ArrayList<>();
    for (Instance instance : instances) {
      served.add(instance.service().key());
      served.add(instance.endpoint().servicePort());
      served.add(instance.endpoint().port());
    }
    return served;
  }

  private void add(Service service) {
    for (Endpoint endpoint : of(service.key())) {
      for (IpAddress address : endpoint.addresses()) {
        List<Instance> all = new ArrayList<>(instances.getOrDefault(address, List.of()));
        all.add(new Instance(service, endpoint));
        instances.put(address, all);
      }
    }
  }

  private void remove(IpAddress address, ServiceKey key) {
    instances.computeIfPresent(
        address,
        (_, all) -> {
          List<Instance> left = new ArrayList<>(all);
          left.removeIf(instance -> instance.service().key().equals(key));
          return left.isEmpty() ? null : left;
        });
  }

  private static List<Instance> sorted(List<Instance> instances) {
    List<Instance> sorted = new ArrayList<>(instances);
    sorted.sort(BY_SERVICE);
    return sorted;
  }

  private static Set<IpAddress> addresses(List<Endpoint> endpoints) {
    Set<IpAddress> addresses = new HashSet<>();
    endpoints.forEach(endpoint -> addresses.addAll(endpoint.addresses()));
    return addresses;
  }

  private static NavigableSet<SpiffeId> identities(List<Endpoint> endpoints) {
    NavigableSet<SpiffeId> found = new TreeSet<>(Comparator.comparing(SpiffeId::uri));
    endpoints.forEach(endpoint -> endpoint.workload().identity().ifPresent(found::add));
    return Collections.unmodifiableNavigableSet(found);
  }
}
