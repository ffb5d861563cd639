package io.meshwright.operator.healing;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.event.ToldCluster;
import io.meshwright.operator.sessions.ProxyHealth.Answer;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.sessions.ProxyTrouble;
import io.meshwright.operator.sessions.ReplicaHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A mesh that heals: ten pods of one workload, and two replicas of the control plane. */
abstract class HealedMesh {

  static final int PODS = 10;
  static final String NAMESPACE = "istio-system";

  final FakeCluster cluster = new FakeCluster();
  final List<String> told = new ArrayList<>();
  final List<ProxyTrouble> troubles = new ArrayList<>();
  MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(cluster, event -> told.add(event.reason().word() + " " + event.note())));

  @BeforeEach
  final void install() {
    healing("{evictPods: true}");
    mesh.rollOut();
    for (int i = 0; i < PODS; i++) {
      pod("cart-" + i, "cart");
    }
    replicas("istiod-0", "istiod-1");
    said();
  }

  final void healing(String healing) {
    mesh.installation("default", "{healing: " + healing + "}");
  }

  final void pod(String name, String set) {
    cluster.put(made(name, set, true).build());
  }

  final PodBuilder made(String name, String set, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .addToAnnotations("istio.io/rev", mesh.active())
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withName(set)
        .withUid(set)
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus();
  }

  /** A pod of a gateway that the installation declares. */
  final void gatewayPod(String name) {
    cluster.put(
        made(name, "ingress", true)
            .editMetadata()
            .addToLabels("meshwright.io/owner-kind", "MeshInstallation")
            .addToLabels("meshwright.io/owner-name", "default")
            .endMetadata()
            .build());
  }

  final void replicas(String... pods) {
    EndpointSlice slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("istiod-slice")
            .addToLabels("kubernetes.io/service-name", "istiod-" + mesh.active())
            .endMetadata()
            .withAddressType("IPv4")
            .build();
    for (String pod : pods) {
      slice
          .getEndpoints()
          .add(
              new EndpointBuilder()
                  .withNewTargetRef()
                  .withKind("Pod")
                  .withName(pod)
                  .withUid("uid-of-" + pod)
                  .endTargetRef()
                  .withNewConditions()
                  .withReady(true)
                  .endConditions()
                  .build());
    }
    cluster.put(slice);
  }

  /** Both replicas say how their proxies follow; the first has those in trouble. */
  final void said() {
    says("istiod-0", PODS / 2, troubles);
    says("istiod-1", PODS / 2, List.of());
  }

  final void says(String replica, long sessions, List<ProxyTrouble> of) {
    answers(
        replica,
        new Answer.Said(
            sessions,
            Optional.of(
                new ReplicaHealth(
                    of.stream().filter(it -> it.kind() == ProxyTrouble.Kind.REFUSING).count(),
                    of.stream().filter(it -> it.kind() == ProxyTrouble.Kind.SILENT).count(),
                    of))));
  }

  final void answers(String replica, Answer answer) {
    mesh.proxies.health.computeIfAbsent(mesh.active(), _ -> new HashMap<>()).put(replica, answer);
  }

  final void inTrouble(ProxyTrouble.Kind kind, String... pods) {
    for (String pod : pods) {
      troubles.add(new ProxyTrouble(new ProxyName("shop", pod), kind, cluster.now, 1, "no"));
    }
    said();
  }

  final void passes(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minusSeconds(30)) {
      cluster.now = cluster.now.plusSeconds(30);
      mesh.settle();
    }
  }

  final HealingStatus status() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().healing());
  }

  final List<String> evicted() {
    return cluster.writes.stream().filter(write -> write.startsWith("evict")).toList();
  }

  final String healthy() {
    return mesh.condition(ConditionType.PROXIES_HEALTHY);
  }
}
