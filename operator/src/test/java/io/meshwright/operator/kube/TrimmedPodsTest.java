package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.meshwright.operator.healing.ProxyPod;
import io.meshwright.operator.revision.PodReference;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrimmedPodsTest {

  private final PodIndex index = new PodIndex();
  private final TrimmedPods store = new TrimmedPods(index);

  private static Pod pod(String namespace, String name, String injectedBy) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withUid(name)
        .withResourceVersion("7")
        .addToLabels("istio.io/rev", "prod")
        .addToLabels("app", "shop")
        .addToAnnotations("istio.io/rev", injectedBy)
        .addToAnnotations("long", "x".repeat(1000))
        .endMetadata()
        .withNewSpec()
        .withNodeName("node")
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }

  private void put(Pod pod) {
    store.put(store.getKey(pod), pod);
  }

  private static PodReference reference(String namespace, String injectedBy) {
    return new PodReference(namespace, Optional.of(injectedBy), Optional.of("prod"));
  }

  @Test
  void podsAreCountedByWhatTheyReferTo() {
    put(pod("shop", "one", "a"));
    put(pod("shop", "two", "a"));
    put(pod("bank", "one", "b"));

    assertThat(index.pods())
        .isEqualTo(Map.of(reference("shop", "a"), 2L, reference("bank", "b"), 1L));
  }

  @Test
  void countsFollowChangesAndDeletions() {
    put(pod("shop", "one", "a"));
    put(pod("shop", "one", "b"));
    assertThat(index.pods()).isEqualTo(Map.of(reference("shop", "b"), 1L));

    store.remove("shop/one");
    store.remove("shop/one");
    assertThat(index.pods()).isEmpty();
    assertThat(store.size()).isZero();
  }

  @Test
  void anEndedPodIsKeptButNotCounted() {
    put(pod("shop", "one", "a"));
    put(pod("shop", "one", "a").edit().editStatus().withPhase("Failed").endStatus().build());

    assertThat(index.pods()).isEmpty();
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void onlyWhatUsageNeedsIsKept() {
    put(pod("shop", "one", "a"));

    Pod kept = store.values().findFirst().orElseThrow();

    assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(kept.getMetadata().getLabels()).isEqualTo(Map.of("istio.io/rev", "prod"));
    assertThat(kept.getMetadata().getAnnotations()).isEqualTo(Map.of("istio.io/rev", "a"));
    assertThat(kept.getSpec()).isNull();
    assertThat(PodReference.of(kept)).contains(reference("shop", "a"));
  }

  @Test
  void aGatewaysPodIsThereToBeHealedButNotToBeMoved() {
    Pod pod = pod("shop", "ingress", "a");
    put(
        pod.edit()
            .editMetadata()
            .addToLabels("meshwright.io/owner-name", "m")
            .endMetadata()
            .build());
    put(pod("shop", "cart", "a"));

    assertThat(index.proxies()).extracting(it -> it.workload().name()).containsExactly("cart");
    assertThat(store.proxyPods()).hasSize(2).noneMatch(ProxyPod::ready);
  }

  @Test
  void aPodThatEndsIsNotReady() {
    Pod ready =
        pod("shop", "one", "a")
            .edit()
            .editStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();
    put(ready);
    put(
        ready
            .edit()
            .editMetadata()
            .withName("two")
            .withDeletionTimestamp("2026-01-01T12:00:00Z")
            .endMetadata()
            .build());

    assertThat(store.proxyPods())
        .extracting(it -> it.name().pod() + " " + it.ready())
        .containsExactlyInAnyOrder("one true", "two false");
  }
}
