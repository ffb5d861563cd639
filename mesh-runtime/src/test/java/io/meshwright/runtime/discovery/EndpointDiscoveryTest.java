package io.meshwright.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Endpoint.Health;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.testing.MeshYaml;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What endpoints follow from Services, EndpointSlices, Pods and Nodes, in whichever order. */
final class EndpointDiscoveryTest {

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: cart, namespace: shop}
      spec:
        clusterIP: 10.96.0.1
        ports:
        - {name: http, port: 80, targetPort: web}
        - {name: tcp-admin, port: 90, targetPort: 9000}
      """;

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  @BeforeEach
  void serviceExists() {
    apply(SERVICE);
  }

  @Test
  void portsAreJoinedByName() {
    slice("cart-1", "IPv4", "{name: http, port: 8080}, {name: tcp-admin, port: 9000}", "10.0.0.1");
    assertThat(endpoints())
        .extracting(Endpoint::servicePort, Endpoint::port)
        .containsExactly(tuple(80, 8080), tuple(90, 9000));
  }

  @Test
  void portThatTheServiceDoesNotHaveIsLeftOut() {
    slice("cart-1", "IPv4", "{name: other, port: 1}", "10.0.0.1");
    assertThat(endpoints()).isEmpty();
  }

  @Test
  void onlyPortNeedsNoName() {
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
        """);
    for (String name : List.of("name: null", "name: ''")) {
      slice("cart-1", "IPv4", "{" + name + ", port: 8080}", "10.0.0.1");
      assertThat(endpoints()).as(name).extracting(Endpoint::port).containsExactly(8080);
    }
  }

  @Test
  void listsWithoutItemsAreWrittenAsNull() {
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: a, namespace: shop, labels: {kubernetes.io/service-name: cart}}
        addressType: IPv4
        endpoints: null
        ports: null
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: b, namespace: shop, labels: {kubernetes.io/service-name: cart}}
        addressType: IPv4
        endpoints: [{addresses: null, conditions: null}, {addresses: [10.0.0.2], conditions: {}}]
        ports: [{name: http, port: 8080}, {name: tcp-admin, port: null}]
        """);
    assertThat(endpoints()).extracting(Endpoint::addresses).containsExactly(ips("10.0.0.2"));
    assertThat(discovery.errors()).isEmpty();
  }

  @Test
  void slicesOfNoServiceAndOfHostNamesAreLeftOut() {
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: a, namespace: shop, labels: null}
        addressType: IPv4
        endpoints: [{addresses: [10.0.0.2]}]
        ports: [{name: http, port: 8080}]
        """);
    slice("b", "FQDN", "{name: http, port: 8080}", "cart.example.com");
    assertThat(endpoints()).isEmpty();
  }

  @Test
  void conditionsSayWhetherRequestsMayGoThere() {
    assertThat(healthWith("{}")).isEqualTo(Health.HEALTHY);
    assertThat(healthWith("{ready: null}")).isEqualTo(Health.HEALTHY);
    assertThat(healthWith("{ready: true, serving: true}")).isEqualTo(Health.HEALTHY);
    assertThat(healthWith("{ready: false, serving: false}")).isEqualTo(Health.NOT_READY);
    assertThat(healthWith("{ready: false, serving: true, terminating: true}"))
        .isEqualTo(Health.DRAINING);
    assertThat(healthWith("{ready: false, serving: false, terminating: true}"))
        .isEqualTo(Health.NOT_READY);
  }

  @Test
  void slicesOfOneServiceAreJoined() {
    slice("cart-1", "IPv4", "{name: http, port: 8080}", "10.0.0.1");
    slice("cart-2", "IPv4", "{name: http, port: 8081}", "10.0.0.2");
    assertThat(endpoints()).extracting(Endpoint::port).containsExactly(8080, 8081);
    delete(ResourceKind.ENDPOINT_SLICE, "shop", "cart-1");
    assertThat(endpoints()).extracting(Endpoint::port).containsExactly(8081);
  }

  @Test
  void sliceThatMovesToAnotherServiceLeavesTheFirst() {
    slice("cart-1", "IPv4", "{name: http, port: 8080}", "10.0.0.1");
    assertThat(endpoints()).hasSize(1);
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: cart-1, namespace: shop, labels: {kubernetes.io/service-name: other}}
        addressType: IPv4
        endpoints: [{addresses: [10.0.0.1]}]
        ports: [{name: http, port: 8080}]
        """);
    assertThat(endpoints()).isEmpty();
  }

  @Test
  void podWithAnAddressOfEachFamilyIsOneEndpoint() {
    pod("cart-0", "{version: v1}", "node-a");
    podSlice("cart-6", "IPv6", "fd00::1", "cart-0", "{ready: true}");
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    assertThat(endpoints())
        .singleElement()
        .satisfies(
            endpoint -> {
              assertThat(endpoint.addresses()).isEqualTo(ips("10.0.0.1", "fd00::1"));
              assertThat(endpoint.workload().labels()).containsEntry("version", "v1");
            });
  }

  @Test
  void podThatComesAfterItsSliceIsJoined() {
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    assertThat(endpoints().getFirst().workload().labels()).isEmpty();
    assertThat(endpoints().getFirst().workload().identity()).isEmpty();

    pod("cart-0", "{version: v1, security.istio.io/tlsMode: istio}", "node-a");
    assertThat(endpoints().getFirst().workload())
        .satisfies(
            workload -> {
              assertThat(workload.labels()).containsEntry("version", "v1");
              assertThat(workload.mutualTls()).isTrue();
              assertThat(workload.identity().orElseThrow().uri())
                  .isEqualTo("spiffe://cluster.local/ns/shop/sa/cart");
            });
  }

  @Test
  void newLabelsOfAPodAreSeenAndItsEndLeavesTheAddress() {
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    pod("cart-0", "{version: v1}", "node-a");
    assertThat(endpoints().getFirst().workload().labels()).containsEntry("version", "v1");
    pod("cart-0", "{version: v2}", "node-a");
    assertThat(endpoints().getFirst().workload().labels()).containsEntry("version", "v2");
    delete(ResourceKind.POD, "shop", "cart-0");
    assertThat(endpoints()).singleElement().extracting(e -> e.workload().name()).isEqualTo("");
  }

  @Test
  void podWhoseSidecarIsBeingReplacedGetsNothingNewUntilItIsBack() {
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    pod("cart-0", "{}", "node-a");
    assertThat(endpoints().getFirst().health()).isEqualTo(Health.HEALTHY);

    podThatLosesItsSidecar();
    assertThat(endpoints().getFirst().health()).isEqualTo(Health.DRAINING);
    assertThat(healthWith("{ready: false}")).isEqualTo(Health.NOT_READY);
    assertThat(healthWith("{ready: true}")).isEqualTo(Health.DRAINING);

    pod("cart-0", "{}", "node-a");
    assertThat(endpoints().getFirst().health()).isEqualTo(Health.HEALTHY);
  }

  /** Kubernetes moves pods between slices: first into the new one, then out of the old one. */
  @Test
  void podThatMovedBetweenSlicesIsStillFollowed() {
    pod("cart-0", "{version: v1}", "node-a");
    podSlice("cart-1", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    podSlice("cart-2", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    delete(ResourceKind.ENDPOINT_SLICE, "shop", "cart-1");
    assertThat(endpoints().getFirst().workload().labels()).containsEntry("version", "v1");
    pod("cart-0", "{version: v2}", "node-a");
    assertThat(endpoints().getFirst().workload().labels()).containsEntry("version", "v2");
  }

  @Test
  void localityIsThatOfTheNodeWheneverItIsHeardOf() {
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    pod("cart-0", "{}", "node-a");
    assertThat(locality()).isEqualTo(Locality.UNKNOWN);
    node("z1");
    assertThat(locality()).isEqualTo(new Locality("r1", "z1", ""));
    node("z2");
    assertThat(locality()).isEqualTo(new Locality("r1", "z2", ""));
    delete(ResourceKind.NODE, "", "node-a");
    assertThat(locality()).isEqualTo(Locality.UNKNOWN);
  }

  @Test
  void podsOwnLocalityWinsAndSliceKnowsTheZoneOfWhatHasNoPod() {
    node("z1");
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    pod("cart-0", "{topology.istio.io/locality: r9.z9.s9}", "node-a");
    assertThat(locality()).isEqualTo(new Locality("r9", "z9", "s9"));

    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: cart-4, namespace: shop, labels: {kubernetes.io/service-name: cart}}
        addressType: IPv4
        endpoints: [{addresses: [10.0.0.7], zone: z7}]
        ports: [{name: http, port: 8080}]
        """);
    assertThat(locality()).isEqualTo(new Locality("", "z7", ""));
  }

  @Test
  void workloadIsNamedAfterItsDeployment() {
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", "{ready: true}");
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: cart-0
          namespace: shop
          ownerReferences:
          - {apiVersion: apps/v1, kind: ReplicaSet, name: cart-6d5c7c9b4, uid: u, controller: true}
        spec: {containers: []}
        """);
    assertThat(endpoints().getFirst().workload())
        .satisfies(
            workload -> {
              assertThat(workload.name()).isEqualTo("cart");
              assertThat(workload.identity().orElseThrow().uri())
                  .isEqualTo("spiffe://cluster.local/ns/shop/sa/default");
            });
  }

  @Test
  void endpointsOfADeletedServiceComeBackWithIt() {
    slice("cart-1", "IPv4", "{name: http, port: 8080}", "10.0.0.1");
    delete(ResourceKind.SERVICE, "shop", "cart");
    assertThat(discovery.model().services()).isEmpty();
    assertThat(endpoints()).isEmpty();
    apply(SERVICE);
    assertThat(endpoints()).hasSize(1);
  }

  @Test
  void modelThatWasHandedOutDoesNotChange() {
    slice("cart-1", "IPv4", "{name: http, port: 8080}", "10.0.0.1");
    var before = discovery.model();
    delete(ResourceKind.ENDPOINT_SLICE, "shop", "cart-1");
    delete(ResourceKind.SERVICE, "shop", "cart");
    assertThat(discovery.model().services()).isEmpty();
    assertThat(before.services()).hasSize(1);
    assertThat(before.endpointsOf(key())).hasSize(1);
  }

  private Health healthWith(String conditions) {
    podSlice("cart-4", "IPv4", "10.0.0.1", "cart-0", conditions);
    return endpoints().getFirst().health();
  }

  private Locality locality() {
    return endpoints().getFirst().workload().locality();
  }

  private List<Endpoint> endpoints() {
    return discovery.model().endpointsOf(key());
  }

  private static ServiceKey key() {
    return new ServiceKey(new Hostname("cart.shop.svc.cluster.local"), "shop");
  }

  private static List<IpAddress> ips(String... texts) {
    return List.of(texts).stream().map(text -> IpAddress.parse(text).orElseThrow()).toList();
  }

  private void slice(String name, String type, String ports, String address) {
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: cart}}
        addressType: %s
        ports: [%s]
        endpoints: [{addresses: ["%s"]}]
        """
            .formatted(name, type, ports, address));
  }

  private void podSlice(String name, String type, String address, String pod, String conditions) {
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: cart}}
        addressType: %s
        ports: [{name: http, port: 8080}]
        endpoints:
        - addresses: ["%s"]
          targetRef: {kind: Pod, name: %s, namespace: shop}
          conditions: %s
        """
            .formatted(name, type, address, pod, conditions));
  }

  private void pod(String name, String labels, String node) {
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: shop, labels: %s}
        spec: {nodeName: %s, serviceAccountName: cart, containers: []}
        """
            .formatted(name, labels, node));
  }

  private void podThatLosesItsSidecar() {
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: cart-0
          namespace: shop
          annotations: {meshwright.io/sidecar-upgrade: "2026-01-01T12:00:00Z"}
        spec: {nodeName: node-a, serviceAccountName: cart, containers: []}
        """);
  }

  private void node(String zone) {
    apply(
        """
        apiVersion: v1
        kind: Node
        metadata:
          name: node-a
          labels: {topology.kubernetes.io/region: r1, topology.kubernetes.io/zone: %s}
        """
            .formatted(zone));
  }

  private void apply(String yaml) {
    discovery.apply(MeshYaml.upserted(yaml));
  }

  private void delete(ResourceKind kind, String namespace, String name) {
    discovery.apply(MeshYaml.deleted(kind, namespace, name));
  }
}
