package io.meshwright.runtime.bench;

import com.google.protobuf.ByteString;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A mesh of {@code services} Services, ten in each namespace, each with {@code endpoints} pods.
 *
 * @param scoped whether a proxy sees only the Services of its namespace and of {@link #SHARED}, as
 *     large meshes say by a mesh-wide {@code Sidecar}; otherwise it sees all, as Istio's default is
 */
record BenchMesh(int services, int endpoints, boolean scoped) {

  /** A namespace whose one Service every proxy sees. */
  static final String SHARED = "shared";

  static final int PORT = 80;

  /** Begins the address of an endpoint that {@link #moved} has replaced, and no other. */
  private static final String MOVED = "11.";

  /** What precedes an address in a load assignment: the tag of {@code SocketAddress.address}. */
  private static final byte ADDRESS_TAG = 2 << 3 | 2;

  private static final int PER_NAMESPACE = 10;
  private static final int PER_BYTE = 256;

  /** All objects, in the order in which they may be created. */
  void forEach(Consumer<HasMetadata> created) {
    created.accept(namespace("istio-system"));
    created.accept(namespace(SHARED));
    created.accept(service(SHARED, "front", services));
    created.accept(slice(services, ""));
    IntStream.range(0, namespaces()).forEach(i -> created.accept(namespace("ns-" + i)));
    for (int i = 0; i < services; i++) {
      created.accept(service(namespaceOf(i), "svc-" + i, i));
      created.accept(slice(i, ""));
      for (int each = 0; each < endpoints; each++) {
        created.accept(pod(i, each));
      }
    }
    if (scoped) {
      created.accept(
          Serialization.unmarshal(
              """
              apiVersion: networking.istio.io/v1
              kind: Sidecar
              metadata: {name: default, namespace: istio-system}
              spec: {egress: [{hosts: ['./*', '%s/*']}]}
              """
                  .formatted(SHARED),
              GenericKubernetesResource.class));
    }
  }

  /** A rule that changes the routes of each proxy. */
  static GenericKubernetesResource rule(int number) {
    return Serialization.unmarshal(
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: front, namespace: %1$s}
        spec:
          hosts: [front.%1$s.svc.cluster.local]
          http:
          - name: rule-%2$d
            timeout: %3$dms
            route: [{destination: {host: front.%1$s.svc.cluster.local}}]
        """
            .formatted(SHARED, number, 1000 + number),
        GenericKubernetesResource.class);
  }

  /** The slice of a Service one of whose pods has another address, which {@code number} makes. */
  EndpointSlice moved(int service, int number) {
    return slice(
        service,
        MOVED
            + number / PER_BYTE / PER_BYTE
            + "."
            + number / PER_BYTE % PER_BYTE
            + "."
            + number % PER_BYTE);
  }

  /**
   * The number of the change that put an endpoint of a load assignment where it is; none if none is
   * moved. Reads bytes: to parse the assignments of a thousand proxies would cost more than they.
   */
  static OptionalInt movedIn(ByteString assignment) {
    for (int at = 0; at + MOVED.length() + 2 < assignment.size(); at++) {
      if (assignment.byteAt(at) == ADDRESS_TAG && startsWithMoved(assignment, at + 2)) {
        String address =
            assignment.substring(at + 2, at + 2 + assignment.byteAt(at + 1)).toStringUtf8();
        int number = 0;
        for (String part : address.substring(MOVED.length()).split("\\.", -1)) {
          number = number * PER_BYTE + Integer.parseInt(part);
        }
        return OptionalInt.of(number);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean startsWithMoved(ByteString assignment, int at) {
    for (int i = 0; i < MOVED.length(); i++) {
      if (assignment.byteAt(at + i) != MOVED.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The node ids of so many pods, spread over the Services. */
  List<String> nodes(int proxies) {
    List<String> nodes = new ArrayList<>();
    for (int i = 0; i < proxies; i++) {
      int service = i % services;
      int each = i / services;
      String namespace = namespaceOf(service);
      nodes.add(
          "sidecar~%s~%s.%s~%s.svc.cluster.local"
              .formatted(address(service, each), podName(service, each), namespace, namespace));
    }
    return nodes;
  }

  /** The name of the cluster of a Service, as proxies ask for its endpoints. */
  String cluster(int service) {
    return "outbound|%d||svc-%d.%s.svc.cluster.local"
        .formatted(PORT, service, namespaceOf(service));
  }

  /** How many Services a proxy sees. */
  int visible() {
    return scoped ? Math.min(services, PER_NAMESPACE) + 1 : services + 1;
  }

  String namespaceOf(int service) {
    return service == services ? SHARED : "ns-" + service / PER_NAMESPACE;
  }

  private int namespaces() {
    return (services + PER_NAMESPACE - 1) / PER_NAMESPACE;
  }

  private String name(int service) {
    return service == services ? "front" : "svc-" + service;
  }

  private String podName(int service, int each) {
    return name(service) + "-" + each;
  }

  /** Unlike for up to 65 536 Services and 254 pods of each. */
  private static String address(int service, int each) {
    return "10.%d.%d.%d".formatted(service / PER_BYTE, service % PER_BYTE, each + 1);
  }

  private static HasMetadata namespace(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kubernetes.io/metadata.name", name)
        .endMetadata()
        .build();
  }

  private static Service service(String namespace, String name, int number) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withClusterIP("172.%d.%d.1".formatted(16 + number / PER_BYTE, number % PER_BYTE))
        .addToSelector("app", name)
        .addNewPort()
        .withName("http")
        .withPort(PORT)
        .withNewTargetPort(8080)
        .endPort()
        .endSpec()
        .build();
  }

  private EndpointSlice slice(int service, String moved) {
    EndpointSliceBuilder slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace(namespaceOf(service))
            .withName(name(service) + "-1")
            .addToLabels("kubernetes.io/service-name", name(service))
            .endMetadata()
            .withAddressType("IPv4")
            .addNewPort()
            .withName("http")
            .withPort(8080)
            .withProtocol("TCP")
            .endPort();
    for (int each = 0; each < endpoints; each++) {
      String address = each == 0 && !moved.isEmpty() ? moved : address(service, each);
      slice.addToEndpoints(
          new EndpointBuilder()
              .withAddresses(address)
              .withNewConditions()
              .withReady(true)
              .endConditions()
              .withNewTargetRef()
              .withKind("Pod")
              .withNamespace(namespaceOf(service))
              .withName(podName(service, each))
              .endTargetRef()
              .build());
    }
    return slice.build();
  }

  private Pod pod(int service, int each) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespaceOf(service))
        .withName(podName(service, each))
        .addToLabels("app", name(service))
        .addToLabels("version", "v1")
        .addToLabels("pod-template-hash", "6d4cf56db6")
        .addToLabels("security.istio.io/tlsMode", "istio")
        .addToAnnotations("istio.io/rev", "default")
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(name(service))
        .withNodeName("node-1")
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(address(service, each))
        .addNewPodIP(address(service, each))
        .endStatus()
        .build();
  }
}
