package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pods, nodes and EndpointSlices, and the endpoints that follow from them. Only services that a
 * change touches are resolved again. Confined to the thread of {@link Discovery}.
 */
final class WorkloadRegistry {

  private final MeshSettings settings;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Pod> pods = new HashMap<>();
  private final Map<String, Workload> workloads = new HashMap<>();
  private final Map<String, io.meshwright.runtime.model.Pod> modelPods = new HashMap<>();
  private @Nullable Map<String, io.meshwright.runtime.model.Pod> copyOfPods;

  /** By {@code namespace/service}, then by the slice's name. */
  private final Map<String, SortedMap<String, Slice>> slices = new HashMap<>();

  private final Map<ResourceRef, String> serviceOfSlice = new HashMap<>();
  private final Map<String, Set<String>> servicesOfPod = new HashMap<>();
  private final Map<String, List<Endpoint>> resolved = new HashMap<>();
  private final Set<String> stale = new HashSet<>();

  WorkloadRegistry(MeshSettings settings) {
    this.settings = settings;
  }

  void upsert(ResourceRef ref, HasMetadata resource) {
    switch (resource) {
      case EndpointSlice slice -> slice(ref, slice);
      case Pod pod -> {
        Pod before = pods.put(key(ref), pod);
        if (WorkloadParser.losesItsSidecar(before) != WorkloadParser.losesItsSidecar(pod)) {
          stale.addAll(servicesOfPod.getOrDefault(key(ref), Set.of()));
        }
        workload(ref, pod);
      }
      case Node node -> {
        Node before = nodes.put(ref.name(), node);
        if (before == null
            || !WorkloadParser.locality(before).equals(WorkloadParser.locality(node))) {
          podsOf(ref.name());
        }
      }
      default -> throw new IllegalArgumentException(ref.toString());
    }
  }

  void delete(ResourceRef ref) {
    switch (ref.kind()) {
      case ENDPOINT_SLICE -> dropSlice(ref);
      case POD -> {
        pods.remove(key(ref));
        workloads.remove(key(ref));
        modelPods.remove(key(ref));
        copyOfPods = null;
        stale.addAll(servicesOfPod.getOrDefault(key(ref), Set.of()));
      }
      case NODE -> {
        nodes.remove(ref.name());
        podsOf(ref.name());
      }
      default -> throw new IllegalArgumentException(ref.toString());
    }
  }

  void serviceChanged(String namespace, String name) {
    stale.add(namespace + "/" + name);
  }

  /** By {@code namespace/name}; the same object while nothing changes. */
  Map<String, io.meshwright.runtime.model.Pod> pods() {
    if (copyOfPods == null) {
      copyOfPods = new HashMap<>(modelPods);
    }
    return copyOfPods;
  }

  /**
   * A pod as an endpoint.
   *
   * @param ips at least one, IPv4 first
   */
  record PodAddress(List<IpAddress> ips, Workload workload, Endpoint.Health health) {}

  /** Pods of a namespace that have these labels and an address, in the order of their names. */
  List<PodAddress> selected(String namespace, Map<String, String> labels) {
    SortedMap<String, PodAddress> found = new TreeMap<>();
    workloads.forEach(
        (key, workload) -> {
          Pod pod = pods.get(key);
          if (pod != null
              && workload.namespace().equals(namespace)
              && workload.labels().entrySet().containsAll(labels.entrySet())) {
            List<IpAddress> ips = WorkloadParser.addresses(pod);
            if (!ips.isEmpty()) {
              found.put(key, new PodAddress(ips, workload, WorkloadParser.health(pod)));
            }
          }
        });
    return List.copyOf(found.values());
  }

  /** The endpoints of these services. */
  Map<ServiceKey, List<Endpoint>> endpoints(Collection<Service> services) {
    Map<ServiceKey, List<Endpoint>> endpoints = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (Service service : services) {
      String name = service.key().namespace() + "/" + service.name();
      names.add(name);
      if (stale.contains(name) || !resolved.containsKey(name)) {
        resolve(name, service);
      }
      endpoints.put(service.key(), resolved.getOrDefault(name, List.of()));
    }
    resolved.keySet().retainAll(names);
    stale.clear();
    return endpoints;
  }

  /**
   * The same endpoints, but for services that a change touched since.
   *
   * @param service finds a service by {@code namespace/service}; null for what is none
   */
  Map<ServiceKey, List<Endpoint>> refresh(
      Map<ServiceKey, List<Endpoint>> before, Function<String, @Nullable Service> service) {
    if (stale.isEmpty()) {
      return before;
    }
    Map<ServiceKey, List<Endpoint>> endpoints = new HashMap<>(before);
    for (String name : stale) {
      Service found = service.apply(name);
      if (found != null) {
        endpoints.put(found.key(), resolve(name, found));
      }
    }
    stale.clear();
    return endpoints;
  }

  private List<Endpoint> resolve(String name, Service service) {
    EndpointResolver resolver =
        new EndpointResolver(
            workloads::get,
            pod -> WorkloadParser.losesItsSidecar(pods.get(pod)),
            Workload.unknown("", "", settings));
    List<Endpoint> endpoints =
        resolver.resolve(service, slices.getOrDefault(name, new TreeMap<>()).values());
    resolved.put(name, endpoints);
    return endpoints;
  }

  private void slice(ResourceRef ref, EndpointSlice written) {
    Optional<Slice> parsed = EndpointSliceParser.parse(ref, written);
    dropSlice(ref);
    if (parsed.isEmpty()) {
      return;
    }
    String service = parsed.get().service();
    serviceOfSlice.put(ref, service);
    slices.computeIfAbsent(service, _ -> new TreeMap<>()).put(ref.name(), parsed.get());
    stale.add(service);
    podsIn(parsed.get())
        .forEach(pod -> servicesOfPod.computeIfAbsent(pod, _ -> new HashSet<>()).add(service));
  }

  private void dropSlice(ResourceRef ref) {
    String service = serviceOfSlice.remove(ref);
    SortedMap<String, Slice> siblings = service == null ? null : slices.get(service);
    if (service == null || siblings == null) {
      return;
    }
    stale.add(service);
    Slice old = siblings.remove(ref.name());
    if (siblings.isEmpty()) {
      slices.remove(service);
    }
    if (old != null) {
      Set<String> gone = podsIn(old);
      // the same pod may be in another slice: of its other family, or while slices are filled anew
      siblings.values().forEach(sibling -> gone.removeAll(podsIn(sibling)));
      gone.forEach(pod -> forget(pod, service));
    }
  }

  private void forget(String pod, String service) {
    servicesOfPod.computeIfPresent(
        pod,
        (_, services) -> {
          services.remove(service);
          return services.isEmpty() ? null : services;
        });
  }

  private static Set<String> podsIn(Slice slice) {
    Set<String> pods = new HashSet<>();
    slice.members().forEach(member -> pods.add(member.pod()));
    pods.remove("");
    return pods;
  }

  private void podsOf(String node) {
    pods.forEach(
        (key, pod) -> {
          if (pod.getSpec() != null && node.equals(pod.getSpec().getNodeName())) {
            workload(ResourceRef.of(ResourceKind.POD, pod), pod);
          }
        });
  }

  private void workload(ResourceRef ref, Pod pod) {
    Node node = pod.getSpec() == null ? null : nodes.get(pod.getSpec().getNodeName());
    Workload now = WorkloadParser.workload(ref, pod, node, settings);
    if (!now.equals(workloads.put(key(ref), now))) {
      stale.addAll(servicesOfPod.getOrDefault(key(ref), Set.of()));
      modelPods.put(
          key(ref),
          new io.meshwright.runtime.model.Pod(
              ref.namespace(), ref.name(), now.labels(), now.locality()));
      copyOfPods = null;
    }
  }

  private static String key(ResourceRef ref) {
    return ref.namespace() + "/" + ref.name();
  }
}
