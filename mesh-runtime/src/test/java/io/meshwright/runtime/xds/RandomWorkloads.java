package io.meshwright.runtime.xds;

import io.meshwright.crd.naming.Labels;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.testing.MeshYaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Services of a {@link RandomMesh} and what is behind them. */
final class RandomWorkloads {

  private static final List<String> PODS =
      List.of("p-1", "p-2", "p-3", "p-4", "p-5", "a-1", "a-2", "b-1", "gate-1");

  private final Random random;
  private final List<String> namespaces;
  private final List<String> services;

  RandomWorkloads(Random random, List<String> namespaces, List<String> services) {
    this.random = random;
    this.namespaces = namespaces;
    this.services = services;
  }

  /** Some of everything. */
  List<ResourceChange> all() {
    List<ResourceChange> all = new ArrayList<>();
    for (String namespace : namespaces) {
      PODS.forEach(name -> all.addAll(pod(namespace, name)));
      for (String name : services) {
        all.addAll(service(namespace, name));
        all.addAll(slice(namespace, name));
      }
    }
    return all;
  }

  List<ResourceChange> service(String namespace) {
    String name = one(services);
    return switch (random.nextInt(5)) {
      case 0 -> MeshYaml.deleted(ResourceKind.SERVICE, namespace, name);
      case 1 ->
          MeshYaml.upserted(
              SERVICE.formatted(
                  "alias",
                  namespace,
                  "type: ExternalName, externalName: %s.shop.svc.cluster.local".formatted(name)));
      case 2 ->
          MeshYaml.upserted(
              SERVICE.formatted(
                  name, namespace, "clusterIP: None, ports: [%s]".formatted(ports())));
      default -> service(namespace, name);
    };
  }

  private List<ResourceChange> service(String namespace, String name) {
    return MeshYaml.upserted(
        SERVICE.formatted(
            name,
            namespace,
            "clusterIP: 10.96.%d.%d, ports: [%s]"
                .formatted(namespaces.indexOf(namespace), services.indexOf(name) + 1, ports())));
  }

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: %s, namespace: %s}
      spec: {%s}
      """;

  private String ports() {
    return one(
        List.of(
            "{name: http, port: 80, targetPort: 8080}",
            "{name: http, port: 80, targetPort: 8080}, {name: tcp-db, port: 9000}",
            "{name: other, port: 9000}, {name: http, port: 80}"));
  }

  List<ResourceChange> slice(String namespace) {
    String name = one(services);
    return random.nextInt(8) == 0
        ? MeshYaml.deleted(ResourceKind.ENDPOINT_SLICE, namespace, name)
        : slice(namespace, name);
  }

  private List<ResourceChange> slice(String namespace, String name) {
    StringBuilder members = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      if (random.nextBoolean()) {
        members.append(
            "{addresses: [10.0.0.%d], conditions: {ready: %s}, zone: zone-%d, targetRef: {kind: Pod, name: p-%d, namespace: %s}},"
                .formatted(i, random.nextInt(4) > 0, i % 2 + 1, i, namespace));
      }
    }
    return MeshYaml.upserted(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, namespace: %s, labels: {kubernetes.io/service-name: %s}}
        addressType: IPv4
        ports: [{name: http, port: 8080}, {name: tcp-db, port: 9000}, {name: other, port: 9000}]
        endpoints: [%s]
        """
            .formatted(name, namespace, name, members));
  }

  List<ResourceChange> pod(String namespace) {
    String name = one(PODS);
    return random.nextInt(5) == 0
        ? MeshYaml.deleted(ResourceKind.POD, namespace, name)
        : pod(namespace, name);
  }

  private List<ResourceChange> pod(String namespace, String name) {
    return MeshYaml.upserted(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: %s
          labels: {app: %s, version: %s, %s: w, %s: region.%s}
        spec: {serviceAccountName: %s}
        status: {podIP: 10.0.0.%d, phase: Running}
        """
            .formatted(
                name,
                namespace,
                one(List.of("a", "b", "gate")),
                one(List.of("v1", "v2")),
                Labels.WORKLOAD_NAME,
                Labels.TOPOLOGY_LOCALITY,
                one(List.of("zone-1", "zone-2")),
                one(List.of("x", "y")),
                random.nextInt(5) + 1));
  }

  List<ResourceChange> entry(String namespace) {
    if (random.nextInt(3) == 0) {
      return MeshYaml.deleted(ResourceKind.WORKLOAD_ENTRY, namespace, "vm");
    }
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1
        kind: WorkloadEntry
        metadata: {name: vm, namespace: %s}
        spec: {address: 10.0.1.%d, labels: {app: %s}}
        """
            .formatted(namespace, random.nextInt(3), one(List.of("a", "b"))));
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
