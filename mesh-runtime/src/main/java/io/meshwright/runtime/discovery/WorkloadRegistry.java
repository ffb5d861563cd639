package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Locality;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServiceKey;
import io.meshwright.runtime.model.Workload;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Pods, nodes and EndpointSlices, and the endpoints that follow from them. Only services that a
 * change touches are resolved again. Confined to the thread of {@link Discovery}.
 */
final class WorkloadRegistry {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final MeshSettings settings;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Pod> pods = new HashMap<>();
  private final Map<String, Workload> workloads = new HashMap<>();
  private final Map<String, io.meshwright.runtime.model.Pod> modelPods = new HashMap<>();

  /** By {@code namespace/service}, then by the slice's name. */
  private final Map<String, SortedMap<String, EndpointSlice>> slices = new HashMap<>();

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
        pods.put(key(ref), pod);
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

  Map<String, io.meshwright.runtime.model.Pod> pods() {
    return modelPods;
  }

  Map<ServiceKey, List<Endpoint>> endpoints(Collection<Service> services) {
    EndpointResolver resolver = new EndpointResolver(workloads::get, unknown());
    Map<ServiceKey, List<Endpoint>> endpoints = new HashMap<>();
    for (Service service : services) {
      String name = service.key().namespace() + "/" + service.name();
      if (stale.contains(name) || !resolved.containsKey(name)) {
        resolved.put(
            name, resolver.resolve(service, slices.getOrDefault(name, new TreeMap<>()).values()));
      }
      endpoints.put(service.key(), resolved.getOrDefault(name, List.of()));
    }
    stale.forEach(
        name -> {
          boolean gone =
              services.stream().noneMatch(s -> name.equals(s.key().namespace() + "/" + s.name()));
          if (gone) {
            resolved.remove(name);
          }
        });
    stale.clear();
    return endpoints;
  }

  private void slice(ResourceRef ref, EndpointSlice written) {
    EndpointSlice slice = withoutNulls(written);
    String name = WorkloadParser.labels(slice.getMetadata().getLabels()).get(SERVICE_NAME);
    dropSlice(ref);
    if (name == null) {
      return;
    }
    String service = ref.namespace() + "/" + name;
    serviceOfSlice.put(ref, service);
    slices.computeIfAbsent(service, _ -> new TreeMap<>()).put(ref.name(), slice);
    stale.add(service);
    for (var endpoint : slice.getEndpoints()) {
      if (endpoint.getTargetRef() != null) {
        String pod =
            Optional.ofNullable(endpoint.getTargetRef().getNamespace()).orElse(ref.namespace())
                + "/"
                + endpoint.getTargetRef().getName();
        servicesOfPod.computeIfAbsent(pod, _ -> new HashSet<>()).add(service);
      }
    }
  }

  /** The API server writes lists without items as null. */
  private static EndpointSlice withoutNulls(EndpointSlice slice) {
    return new EndpointSliceBuilder(slice)
        .withEndpoints(Objects.requireNonNullElse(slice.getEndpoints(), List.of()))
        .withPorts(Objects.requireNonNullElse(slice.getPorts(), List.of()))
        .build();
  }

  private void dropSlice(ResourceRef ref) {
    String service = serviceOfSlice.remove(ref);
    if (service == null) {
      return;
    }
    stale.add(service);
    SortedMap<String, EndpointSlice> of = slices.get(service);
    if (of == null) {
      return;
    }
    EndpointSlice old = of.remove(ref.name());
    if (of.isEmpty()) {
      slices.remove(service);
    }
    if (old != null) {
      forgetPods(old, ref.namespace(), service);
    }
  }

  private void forgetPods(EndpointSlice slice, String namespace, String service) {
    for (var endpoint : slice.getEndpoints()) {
      if (endpoint.getTargetRef() != null) {
        String pod =
            Optional.ofNullable(endpoint.getTargetRef().getNamespace()).orElse(namespace)
                + "/"
                + endpoint.getTargetRef().getName();
        servicesOfPod.computeIfPresent(
            pod,
            (_, services) -> {
              services.remove(service);
              return services.isEmpty() ? null : services;
            });
      }
    }
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
    }
  }

  private Workload unknown() {
    return new Workload(
        "",
        "",
        Optional.empty(),
        Map.of(),
        settings.cluster(),
        settings.network(),
        Locality.UNKNOWN,
        false);
  }

  private static String key(ResourceRef ref) {
    return ref.namespace() + "/" + ref.name();
  }
}
