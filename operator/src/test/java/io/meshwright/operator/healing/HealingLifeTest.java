package io.meshwright.operator.healing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.State;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.sessions.ProxyHealth.Answer;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.sessions.ProxyTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods whose proxies do not follow are evicted, seldom. */
final class HealingLifeTest extends HealedMesh {

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
  void aGatewayOfTheMeshIsHealedAsAnyWorkload() {
    gatewayPod("ingress-0");
    gatewayPod("ingress-1");
    mesh.proxies.away.add(new ProxyName("shop", "ingress-0"));
    passes(Duration.ofMinutes(13));
    assertThat(evicted()).containsExactly("evict Pod shop/ingress-0");
  }

  @Test
  void theLastPodThatIsReadyStays() {
    pod("bank-0", "bank");
    cluster.put(made("bank-1", "bank", false).build());
    inTrouble(ProxyTrouble.Kind.SILENT, "bank-0");
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).isEmpty();
    assertThat(status().message())
        .contains("no other one of StatefulSet shop/bank is ready, and evictSingleReplicas");
    pod("bank-1", "bank");
    passes(Duration.ofMinutes(1));
    assertThat(evicted()).containsExactly("evict Pod shop/bank-0");
  }

  @Test
  void twoThatAreAllOfAWorkloadAreNotEvictedAtOnce() {
    healing("{evictPods: true, maxConcurrent: 2}");
    pod("bank-0", "bank");
    pod("bank-1", "bank");
    inTrouble(ProxyTrouble.Kind.SILENT, "bank-0", "bank-1");
    passes(Duration.ofMinutes(15));
    assertThat(evicted()).containsExactly("evict Pod shop/bank-0");
  }
}
