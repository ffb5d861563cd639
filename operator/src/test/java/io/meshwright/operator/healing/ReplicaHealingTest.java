package io.meshwright.operator.healing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus;
import io.meshwright.operator.sessions.ProxyHealth.Answer;
import io.meshwright.operator.sessions.ProxyTrouble;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Replicas of the control plane that fail are replaced, while others serve. */
final class ReplicaHealingTest extends HealedMesh {

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
