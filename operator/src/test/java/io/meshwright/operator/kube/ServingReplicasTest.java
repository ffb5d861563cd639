package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.RuntimeReplicas;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServingReplicasTest {

  private static final String NAME = "istiod-a.mesh.svc";

  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void revision() {
    MeshRevision revision = new MeshRevision();
    revision.setMetadata(new ObjectMetaBuilder().withName("a").build());
    revision.setSpec(
        cluster.serialization.unmarshal(
            "---\n{version: 1.0.0, namespace: mesh}", MeshRevisionSpec.class));
    cluster.put(revision);
  }

  private void slice(String name, String family, String service, String endpoints) {
    cluster.put(
        cluster.serialization.unmarshal(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: %s, namespace: mesh, labels: {kubernetes.io/service-name: %s}}
            addressType: %s
            endpoints: [%s]
            """
                .formatted(name, service, family, endpoints),
            EndpointSlice.class));
  }

  private static String endpoint(String pod, String address, String conditions) {
    return "{addresses: ['%s'], targetRef: {name: %s}, conditions: {%s}},"
        .formatted(address, pod, conditions);
  }

  private RuntimeReplicas read() {
    return Objects.requireNonNull(ServingReplicas.read(cluster).get("a"));
  }

  @Test
  void aPodOfTwoFamiliesIsOneReplica() {
    slice("six", "IPv6", "istiod-a", endpoint("one", "fd00::1", "ready: true"));
    slice("four", "IPv4", "istiod-a", endpoint("one", "10.0.0.1", "ready: true"));

    assertThat(ServingReplicas.read(cluster))
        .isEqualTo(
            Map.of(
                "a", new RuntimeReplicas(Set.of(new Replica("a", NAME, "one", "10.0.0.1")), "")));
  }

  @Test
  void aSliceWithoutEndpointsIsOfNobody() {
    EndpointSlice empty =
        cluster.serialization.unmarshal(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: a, namespace: mesh, labels: {kubernetes.io/service-name: istiod-a}}
            addressType: IPv4
            endpoints: null
            """,
            EndpointSlice.class);
    assertThat(empty.getEndpoints()).as("what Kubernetes writes").isNull();
    cluster.put(empty);

    assertThat(read().replicas()).isEmpty();
  }

  @Test
  void endingPodsCountUntilTheyServeNoMore() {
    slice(
        "four",
        "IPv4",
        "istiod-a",
        endpoint("ending", "10.0.0.1", "ready: false, serving: true, terminating: true")
            + endpoint("starting", "10.0.0.2", "ready: false, serving: false"));

    assertThat(read().replicas()).containsExactly(new Replica("a", NAME, "ending", "10.0.0.1"));
  }

  @Test
  void otherServicesAreNotTheRevisions() {
    slice("alias", "IPv4", "istiod", endpoint("one", "10.0.0.1", "ready: true"));

    assertThat(read().replicas()).isEmpty();
  }

  @Test
  void rootsAreThoseOfTheMesh() {
    cluster.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("istio-ca-root-cert")
            .withNamespace("mesh")
            .endMetadata()
            .addToData("root-cert.pem", "roots")
            .build());

    assertThat(read().roots()).isEqualTo("roots");
  }
}
