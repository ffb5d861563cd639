package io.meshwright.runtime.discovery;

import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.entry.ServiceEntry;
import io.meshwright.runtime.model.entry.WorkloadEntry;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * ServiceEntries and WorkloadEntries, and the services and endpoints that follow from them. What a
 * selector chose is kept until something in its namespace changes. Confined to the thread of {@link
 * Discovery}.
 */
final class EntryRegistry {

  private final WorkloadRegistry pods;
  private final Map<ResourceRef, ServiceEntry> entries = new HashMap<>();
  private final SortedMap<ResourceRef, WorkloadEntry> workloads = new TreeMap<>();
  private final Map<ResourceRef, List<Endpoint>> selected = new HashMap<>();
  private boolean changed = true;

  EntryRegistry(WorkloadRegistry pods) {
    this.pods = pods;
  }

  void put(ResourceRef ref, ServiceEntry entry) {
    entries.put(ref, entry);
    selected.remove(ref);
    changed = true;
  }

  void put(ResourceRef ref, WorkloadEntry workload) {
    workloads.put(ref, workload);
    workloadsChanged(ref.namespace());
  }

  void remove(ResourceRef ref) {
    changed |= entries.remove(ref) != null;
    selected.remove(ref);
    if (workloads.remove(ref) != null) {
      workloadsChanged(ref.namespace());
    }
  }

  /** Pods or WorkloadEntries of a namespace are not what they were. */
  void workloadsChanged(String namespace) {
    changed |= selected.keySet().removeIf(ref -> ref.namespace().equals(namespace));
  }

  /** Workloads may be elsewhere than they were. */
  void placesChanged() {
    changed |= !selected.isEmpty();
    selected.clear();
  }

  /** Whether services or endpoints may follow that {@link #addTo} has not added last. */
  boolean changed() {
    return changed;
  }

  /**
   * Adds what is registered to the services of Kubernetes. An entry for the host of a Kubernetes
   * Service only adds the names of its certificate (SE1); of two entries for a host the older one
   * decides, and the younger adds the ports that it lacks.
   */
  void addTo(
      MeshSettings settings,
      SortedMap<ServiceKey, Service> services,
      Map<ServiceKey, List<Endpoint>> endpoints) {
    changed = false;
    AddressAllocation allocation = new AddressAllocation();
    List<Map.Entry<ResourceRef, ServiceEntry>> inOrder = new ArrayList<>(entries.entrySet());
    inOrder.sort(Comparator.comparing(entry -> entry.getValue().origin()));
    for (Map.Entry<ResourceRef, ServiceEntry> each : inOrder) {
      ServiceEntry entry = each.getValue();
      for (Hostname host : entry.hosts()) {
        ServiceKey key = new ServiceKey(host, entry.origin().namespace());
        Service known = services.get(key);
        if (known == null) {
          List<IpAddress> given = entry.wantsAddress(host) ? allocation.give(key) : List.of();
          services.put(key, service(key, entry, given));
          endpoints.put(key, endpoints(each.getKey(), entry, host, settings));
        } else if (known.ofKubernetes()) {
          services.put(
              key,
              known.with(new Service.Entry(false, List.of(), List.of(), entry.alternativeNames())));
        } else if (known.addressing() == entry.addressing()) {
          addPorts(
              known, entry, endpoints(each.getKey(), entry, host, settings), services, endpoints);
        }
      }
    }
  }

  private static Service service(ServiceKey key, ServiceEntry entry, List<IpAddress> allocated) {
    return new Service(
        key,
        entry.origin(),
        key.host().name(),
        entry.addressing(),
        entry.addresses(),
        entry.ports().stream().map(ServiceEntry.Port::service).toList(),
        entry.selector(),
        entry.exportTo(),
        new Service.Entry(entry.external(), entry.ranges(), allocated, entry.alternativeNames()));
  }

  private static void addPorts(
      Service known,
      ServiceEntry entry,
      List<Endpoint> more,
      SortedMap<ServiceKey, Service> services,
      Map<ServiceKey, List<Endpoint>> endpoints) {
    var ports = new ArrayList<>(known.ports());
    var all = new ArrayList<>(endpoints.getOrDefault(known.key(), List.of()));
    for (ServiceEntry.Port port : entry.ports()) {
      int number = port.service().number();
      if (known.port(number).isEmpty()) {
        ports.add(port.service());
        more.stream().filter(endpoint -> endpoint.servicePort() == number).forEach(all::add);
      }
    }
    services.put(
        known.key(),
        new Service(
            known.key(),
            known.origin(),
            known.name(),
            known.addressing(),
            known.addresses(),
            ports,
            known.selector(),
            known.exportTo(),
            known.entry()));
    endpoints.put(known.key(), List.copyOf(all));
  }

  private List<Endpoint> endpoints(
      ResourceRef ref, ServiceEntry entry, Hostname host, MeshSettings settings) {
    if (!entry.selector().isEmpty()) {
      return selected.computeIfAbsent(ref, _ -> chosen(entry));
    }
    if (entry.endpoints().isEmpty() && entry.addressing().resolved()) {
      WorkloadEntry itself =
          new WorkloadEntry(
              new Endpoint.Target.Name(host),
              Map.of(),
              Workload.unknown(entry.origin().name(), entry.origin().namespace(), settings),
              1);
      return entry.ports().stream().map(itself::endpoint).toList();
    }
    return entry.ports().stream()
        .flatMap(port -> entry.endpoints().stream().map(endpoint -> endpoint.endpoint(port)))
        .toList();
  }

  private List<Endpoint> chosen(ServiceEntry entry) {
    String namespace = entry.origin().namespace();
    List<WorkloadRegistry.PodAddress> chosenPods = pods.selected(namespace, entry.selector());
    List<WorkloadEntry> chosenEntries =
        workloads.entrySet().stream()
            .filter(workload -> workload.getKey().namespace().equals(namespace))
            .map(Map.Entry::getValue)
            .filter(workload -> workload.has(entry.selector()))
            .toList();
    List<Endpoint> endpoints = new ArrayList<>();
    for (ServiceEntry.Port port : entry.ports()) {
      for (WorkloadRegistry.PodAddress pod : chosenPods) {
        endpoints.add(
            new Endpoint(
                pod.ips(), port.service().number(), port.target(), pod.workload(), pod.health()));
      }
      chosenEntries.forEach(workload -> endpoints.add(workload.endpoint(port)));
    }
    return List.copyOf(endpoints);
  }
}
