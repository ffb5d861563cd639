package io.meshwright.operator.healing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.State;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods whose proxies do not follow are evicted, seldom, and control planes are replaced. */
final class HealingLifeTest {

  private static final int PODS = 10;
  private static final String NAMESPACE = "istio-system";

  private final FakeCluster cluster = new FakeCluster();
  private final List<String> told = new ArrayList<>();
  private final List<ProxyTrouble> troubles = new ArrayList<>();
  private MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(cluster, event -> told.add(event.reason().word() + " " + event.note())));

  @BeforeEach
  void install() {
    healing("{evictPods: true}");
    mesh.rollOut();
    for (int i = 0; i < PODS; i++) {
      pod("cart-" + i, "cart");
    }
    replicas("istiod-0", "istiod-1");
    said();
  }

  private void healing(String healing) {
    mesh.installation("default", "{healing: " + healing + "}");
  }

  private void pod(String name, String set) {
    cluster.put(
        new PodBuilder()
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
            .endStatus()
            .build());
  }

  private void replicas(String... pods) {
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
  private void said() {
    says("istiod-0", PODS / 2, troubles);
    says("istiod-1", PODS / 2, List.of());
  }

  private void says(String replica, long sessions, List<ProxyTrouble> of) {
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

  private void answers(String replica, Answer answer) {
    mesh.proxies.health.computeIfAbsent(mesh.active(), _ -> new HashMap<>()).put(replica, answer);
  }

  private void inTrouble(ProxyTrouble.Kind kind, String... pods) {
    for (String pod : pods) {
      troubles.add(new ProxyTrouble(new ProxyName("shop", pod), kind, cluster.now, 1, "no"));
    }
    said();
  }

  private void passes(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minusSeconds(30)) {
      cluster.now = cluster.now.plusSeconds(30);
      mesh.settle();
    }
  }

  private HealingStatus status() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().healing());
  }

  private List<String> evicted() {
    return cluster.writes.stream().filter(write -> write.startsWith("evict")).toList();
  }

  private String healthy() {
    return mesh.condition(ConditionType.PROXIES_HEALTHY);
  }

  @Test
  @DisplayName("LC-healing: a pod whose proxy stays behind is evicted, once")
  void aPodWhoseProxyRefusesWhatItsSiblingsAcceptIsEvicted() {
    passes(Duration.ofMinutes(1));
    assertThat(healthy()).isEqualTo("True ProxiesFollow");
    inTrouble(ProxyTrouble.Kind.REFUSING, "cart-3");
    passes(Duration.ofMinutes(9));
    assertThat(evicted()).isEmpty();
    assertThat(healthy()).isEqualTo("False ProxiesInTrouble");
    passes(Duration.ofMinutes(2));
    assertThat(evicted()).containsExactly("evict Pod shop/cart-3");
    assertThat(told).anyMatch(event -> event.startsWith("ProxyEvicted pod shop/cart-3 of "));

    troubles.clear();
    said();
    passes(Duration.ofMinutes(1));
    assertThat(healthy()).isEqualTo("True ProxiesFollow");
    assertThat(status().evictions()).extracting(Eviction::state).containsExactly(State.Evicted);
    assertThat(told).anyMatch(event -> event.startsWith("ProxiesHealed"));
  }

  @Test
  void nothingIsEvictedUnlessItIsAskedFor() {
    healing("{}");
    inTrouble(ProxyTrouble.Kind.SILENT, "cart-3");
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).isEmpty();
    assertThat(healthy()).isEqualTo("False ProxiesInTrouble");
  }

  @Test
  void whatManyRefuseIsTheConfigurationsFault() {
    inTrouble(ProxyTrouble.Kind.REFUSING, "cart-0", "cart-1", "cart-2");
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).isEmpty();
    assertThat(healthy()).isEqualTo("False ConfigSuspected");
    assertThat(told).anyMatch(event -> event.startsWith("ProxiesInTrouble more than 20%"));
  }

  @Test
  void whatAllPodsOfAWorkloadRefuseIsNotTheirFault() {
    pod("bank-0", "bank");
    inTrouble(ProxyTrouble.Kind.REFUSING, "bank-0");
    healing("{evictPods: true, evictSingleReplicas: true}");
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).isEmpty();
    assertThat(healthy()).isEqualTo("False HealingStopped");
    assertThat(status().message()).contains("no other pod of StatefulSet shop/bank accepts");
  }

  @Test
  void theOnlyPodOfAWorkloadIsEvictedOnlyIfAllowed() {
    pod("bank-0", "bank");
    inTrouble(ProxyTrouble.Kind.SILENT, "bank-0");
    passes(Duration.ofMinutes(20));
    assertThat(evicted()).isEmpty();
    assertThat(status().message()).contains("evictSingleReplicas is false");
    healing("{evictPods: true, evictSingleReplicas: true}");
    passes(Duration.ofMinutes(1));
    assertThat(evicted()).containsExactly("evict Pod shop/bank-0");
  }

  @Test
  void aProxyThatIsNotConnectedIsEvictedWhenAllControlPlanesSaySo() {
    mesh.proxies.away.add(new ProxyName("shop", "cart-4"));
    answers("istiod-1", new Answer.Silent("is away"));
    healing("{evictPods: true, replaceReplicas: false}");
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).isEmpty();
    assertThat(status().disconnected()).isNull();
    said();
    passes(Duration.ofMinutes(3));
    assertThat(status().disconnected()).isEqualTo(1);
    passes(Duration.ofMinutes(10));
    assertThat(evicted()).containsExactly("evict Pod shop/cart-4");
  }

  @Test
  void aControlPlaneThatIsGoneLeavesPodsAlone() {
    for (int i = 0; i < PODS; i++) {
      mesh.proxies.away.add(new ProxyName("shop", "cart-" + i));
    }
    says("istiod-0", 0, List.of());
    says("istiod-1", 0, List.of());
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).isEmpty();
    assertThat(healthy()).isEqualTo("False ConfigSuspected");
  }

  @Test
  void aDisruptionBudgetIsWaitedFor() {
    inTrouble(ProxyTrouble.Kind.SILENT, "cart-3");
    mesh.proxies.budgeted.add(new ProxyName("shop", "cart-3"));
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).isEmpty();
    assertThat(healthy()).isEqualTo("False HealingStopped");
    assertThat(status().message()).contains("cannot be evicted now");
    mesh.proxies.budgeted.clear();
    passes(Duration.ofMinutes(1));
    assertThat(evicted()).hasSize(1);
  }

  @Test
  void aSuccessorInTroubleEndsIt() {
    inTrouble(ProxyTrouble.Kind.SILENT, "cart-3");
    passes(Duration.ofMinutes(11));
    assertThat(evicted()).hasSize(1);
    troubles.clear();
    pod("cart-3", "cart");
    inTrouble(ProxyTrouble.Kind.SILENT, "cart-3");
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).hasSize(1);
    assertThat(healthy()).isEqualTo("False HealingStopped");
    assertThat(status().message()).contains("it stands for one of StatefulSet shop/cart");
  }

  @Test
  void evictionsAreFewAndOneAfterTheOther() {
    for (int i = PODS; i < 50; i++) {
      pod("cart-" + i, "cart");
    }
    for (int i = 0; i < 8; i++) {
      inTrouble(ProxyTrouble.Kind.SILENT, "cart-" + i);
    }
    says("istiod-0", 50, List.of());
    says("istiod-1", 50, troubles);
    passes(Duration.ofMinutes(11));
    assertThat(evicted()).hasSize(1);
    passes(Duration.ofMinutes(2));
    assertThat(evicted()).hasSize(2);
    passes(Duration.ofMinutes(10));
    assertThat(evicted()).hasSize(5);
    assertThat(status().message()).contains("5 pods were evicted within an hour");
    cluster.now = cluster.now.plus(Duration.ofMinutes(47));
    passes(Duration.ofMinutes(2));
    assertThat(evicted()).hasSize(6);
  }

  @Test
  void aMissingRightIsSaidBeforeItIsNeeded() {
    mesh.proxies.missing = Optional.of("no right to create pods/eviction");
    passes(Duration.ofMinutes(1));
    assertThat(mesh.condition(ConditionType.WARNING)).isEqualTo("True PermissionMissing");
    assertThat(healthy()).isEqualTo("True ProxiesFollow");
    inTrouble(ProxyTrouble.Kind.SILENT, "cart-3");
    passes(Duration.ofMinutes(11));
    assertThat(healthy()).isEqualTo("False HealingStopped");
    assertThat(mesh.proxies.attempts).as("seldom").isLessThan(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  @DisplayName("LC-healing: an operator that dies at any write evicts nothing twice, and goes on")
  void anOperatorThatDiesAtAnyWriteIsFollowedByOneThatGoesOn(int which) {
    inTrouble(ProxyTrouble.Kind.SILENT, "cart-0");
    int[] left = {which / 2};
    Runnable kill =
        () -> {
          if (left[0]-- == 0) {
            throw new IllegalStateException("killed");
          }
        };
    passes(Duration.ofMinutes(9));
    if (which % 2 == 0) {
      cluster.beforeWrite = kill;
    } else {
      cluster.afterWrite = kill;
    }
    try {
      passes(Duration.ofMinutes(3));
    } catch (IllegalStateException killed) {
      // the next one begins with what it left
    }
    cluster.afterWrite = () -> {};
    cluster.beforeWrite = () -> {};
    MeshUnderTest successor = new MeshUnderTest(cluster);
    successor.proxies.health.putAll(mesh.proxies.health);
    mesh = successor;
    passes(Duration.ofMinutes(3));
    assertThat(evicted()).hasSize(1);
    assertThat(status().evictions())
        .singleElement()
        .extracting(Eviction::state)
        .isEqualTo(State.Evicted);
  }

  @Test
  void aReplicaThatDoesNotAnswerIsReplacedWhileAnotherOneServes() {
    answers("istiod-0", new Answer.Silent("is away"));
    passes(Duration.ofMinutes(4));
    assertThat(evicted()).isEmpty();
    assertThat(healthy()).isEqualTo("False ReplicaInTrouble");
    passes(Duration.ofMinutes(2));
    assertThat(status().evictions())
        .singleElement()
        .satisfies(it -> assertThat(it.kind()).isEqualTo(HealingStatus.Kind.ControlPlane));
    assertThat(mesh.proxies.attempts).isEqualTo(1);
  }

  @Test
  void theLastReplicaThatServesIsNeverReplaced() {
    replicas("istiod-0");
    answers("istiod-0", new Answer.Silent("is away"));
    passes(Duration.ofMinutes(15));
    assertThat(mesh.proxies.attempts).isZero();
    assertThat(healthy()).isEqualTo("False HealingStopped");
  }

  @Test
  void aReplicaThatLeavesItsProxiesBehindIsReplacedNotTheirPods() {
    inTrouble(ProxyTrouble.Kind.SILENT, "cart-0", "cart-1", "cart-2");
    healing("{evictPods: true, suspectAbovePercent: 50}");
    passes(Duration.ofMinutes(7));
    assertThat(status().evictions())
        .singleElement()
        .satisfies(it -> assertThat(it.pod()).isEqualTo("istio-system/istiod-0"));
  }

  @Test
  void aReplacementThatFailsTooEndsIt() {
    answers("istiod-0", new Answer.Silent("is away"));
    passes(Duration.ofMinutes(6));
    assertThat(mesh.proxies.attempts).isEqualTo(1);
    replicas("istiod-1", "istiod-2");
    cluster.put(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("istiod-2")
            .endMetadata()
            .build());
    answers("istiod-2", new Answer.Silent("is away"));
    passes(Duration.ofMinutes(15));
    assertThat(mesh.proxies.attempts).isEqualTo(1);
    assertThat(healthy()).isEqualTo("False HealingStopped");
    assertThat(status().message()).contains("it stands for one that was replaced within a day");
  }
}
