package io.meshwright.runtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.compile.scope.Kinship;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.Siblings;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What streams get that missed some models. */
final class DeliveryTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);
  private MeshResources latest = MeshResources.of(discovery.model());

  @Test
  void streamsThatMissedTheSameShareWhatTheyMissed() {
    Delivery first = new Delivery(latest, change(ModelPart.ROUTING), START);
    Delivery second = first.then(latest, change(ModelPart.POLICIES), START.plusSeconds(1));
    Delivery third = second.then(latest, change(ModelPart.SERVICES), START.plusSeconds(2));

    assertThat(first.upTo(first)).isSameAs(first);
    Delivery both = first.upTo(second);
    assertThat(both.change().parts())
        .containsExactlyInAnyOrder(ModelPart.ROUTING, ModelPart.POLICIES);
    assertThat(both.firstChange()).isEqualTo(START);
    assertThat(first.upTo(second)).isSameAs(both);
    assertThat(first.upTo(third).change().parts()).contains(ModelPart.SERVICES);
    assertThat(first.upTo(second).change().parts())
        .as("no less than what was asked for")
        .contains(ModelPart.ROUTING, ModelPart.POLICIES);
    assertThat(second.upTo(third).change().parts())
        .containsExactlyInAnyOrder(ModelPart.POLICIES, ModelPart.SERVICES);
  }

  @Test
  void whatNobodyAskedForMeanwhileIsTakenOver() throws Exception {
    apply("a", "10.0.0.1");
    var routes = shared().routes("80");
    var clusters = shared().all(XdsType.CLUSTER);
    for (int i = 2; i < 5; i++) {
      apply("a", "10.0.0." + i);
    }
    assertThat(shared().routes("80")).isSameAs(routes);
    assertThat(shared().all(XdsType.CLUSTER)).isSameAs(clusters);
  }

  @Test
  void proxiesOfOtherNamespacesShareClusters() throws Exception {
    apply("a", "10.0.0.1");
    var here = shared("shop").all(XdsType.CLUSTER);
    var there = shared("bank").all(XdsType.CLUSTER);
    String cluster = "outbound|80||a.shop.svc.cluster.local";
    assertThat(here.get(cluster)).isNotNull().isSameAs(there.get(cluster));
  }

  @Test
  void spreadOfTheOwnWorkloadMattersToLoadAssignmentsOnly() throws Exception {
    discovery.apply(MeshYaml.upserted(ZONE_AWARE));
    apply("a", "10.1.0.1", "10.1.0.2", "10.1.0.3");
    apply("b", "10.2.0.1", "10.2.0.2");
    ProxyResources proxy = new ProxyResources(sidecar("shop"), latest);
    var listeners = proxy.all(XdsType.LISTENER);
    var clusters = proxy.all(XdsType.CLUSTER);
    VersionedResource assignment = assignment(proxy, "b");
    VersionedResource other = assignment(proxy, "a");

    assertThat(update(proxy, "a", "10.1.0.1", "10.1.0.2")).isTrue();
    assertThat(assignment(proxy, "b").version()).isNotEqualTo(assignment.version());
    assertThat(assignment(proxy, "a").version()).isNotEqualTo(other.version());
    assertThat(proxy.all(XdsType.LISTENER)).isEqualTo(listeners);
    assertThat(proxy.all(XdsType.CLUSTER)).isEqualTo(clusters);

    assignment = assignment(proxy, "b");
    assertThat(update(proxy, "a", "10.1.0.1", "10.1.0.2", "10.1.0.4", "10.1.0.5"))
        .as("two in each zone are spread as one in each is")
        .isFalse();
    assertThat(assignment(proxy, "b")).isSameAs(assignment);
    assertThat(update(proxy, "b", "10.2.0.1")).isFalse();
  }

  @Test
  void spreadOfWorkloadsDoesNotMatterWhereNoRuleAsks() throws Exception {
    apply("a", "10.1.0.1", "10.1.0.2", "10.1.0.3");
    apply("b", "10.2.0.1", "10.2.0.2");
    ProxyResources proxy = new ProxyResources(sidecar("shop"), latest);
    VersionedResource assignment = assignment(proxy, "b");

    assertThat(update(proxy, "a", "10.1.0.1")).isFalse();
    assertThat(proxy.scope().siblings()).isEqualTo(Siblings.UNKNOWN);
    assertThat(assignment(proxy, "b")).isSameAs(assignment);
  }

  private static final String ZONE_AWARE =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: b, namespace: shop}
      spec:
        host: b
        trafficPolicy: {loadBalancer: {zoneAwareLbSetting: {minClusterSize: 1}}}
      """;

  private boolean update(ProxyResources proxy, String service, String... addresses) {
    ModelChange change = apply(service, addresses);
    return proxy.update(latest, change);
  }

  private static VersionedResource assignment(ProxyResources proxy, String service) {
    String cluster = "outbound|80||%s.shop.svc.cluster.local".formatted(service);
    return Objects.requireNonNull(
        proxy.named(XdsType.ENDPOINT, List.of(cluster)).byName().get(cluster), cluster);
  }

  private static ProxyIdentity sidecar(String namespace) throws Exception {
    return new ProxyIdentity(
        NodeId.parse("sidecar~10.1.0.1~a-1.%1$s~%1$s.svc.cluster.local".formatted(namespace)),
        List.of(IpAddress.parse("10.1.0.1").orElseThrow()),
        Map.of(),
        "Kubernetes",
        "",
        new Locality("region", "zone-0", ""),
        false,
        Set.of(),
        ProxyIdentity.Software.UNKNOWN,
        false,
        false);
  }

  private static ModelChange change(ModelPart part) {
    return ModelChange.ofParts(Set.of(part));
  }

  private SharedResources shared() throws Exception {
    return shared("shop");
  }

  private SharedResources shared(String namespace) throws Exception {
    return latest.of(
        Kinship.shared(latest.model(), Kinship.known(latest.model(), sidecar(namespace))));
  }

  /** A service of a workload that has its name; zones follow from the last digit of addresses. */
  private ModelChange apply(String service, String... addresses) {
    StringBuilder pods = new StringBuilder();
    StringBuilder endpoints = new StringBuilder();
    for (String address : addresses) {
      String pod = service + "-" + address.replace('.', '-');
      pods.append(pod(pod, service, (address.charAt(address.length() - 1) + 1) % 2));
      endpoints.append(
          "{addresses: [%s], targetRef: {kind: Pod, name: %s, namespace: shop}},"
              .formatted(address, pod));
    }
    discovery.apply(
        MeshYaml.upserted(
            pods
                + """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: shop}
                spec: {clusterIP: 172.16.0.1, ports: [{name: http, port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s-1, namespace: shop, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{name: http, port: 80, protocol: TCP}]
                endpoints: [%2$s]
                """
                    .formatted(service, endpoints)));
    MeshModel model = discovery.model();
    ModelChange change = model.since(latest.model());
    latest = latest.next(model, change);
    return change;
  }

  private static String pod(String name, String workload, int zone) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
      namespace: shop
      labels:
        service.istio.io/workload-name: %s
        topology.istio.io/locality: region.zone-%d
    spec: {containers: []}
    ---
    """
        .formatted(name, workload, zone);
  }
}
