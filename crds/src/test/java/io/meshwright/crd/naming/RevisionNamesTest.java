package io.meshwright.crd.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class RevisionNamesTest {

  private final RevisionNames names = new RevisionNames("v1-2");

  @Test
  void objectsOfOneRevisionCarryItsName() {
    assertThat(names.runtime()).isEqualTo("istiod-v1-2");
    assertThat(names.meshConfigMap()).isEqualTo("istio-v1-2");
    assertThat(names.injectorConfigMap()).isEqualTo("istio-sidecar-injector-v1-2");
  }

  @Test
  void clusterScopedNamesOfTwoMeshesDiffer() {
    assertThat(names.injectionWebhook("istio-system")).isEqualTo("istio-sidecar-injector-v1-2");
    assertThat(names.injectionWebhook("mesh-b")).isEqualTo("istio-sidecar-injector-v1-2-mesh-b");
    assertThat(names.validationWebhook("mesh-b")).isEqualTo("istio-validator-v1-2-mesh-b");
    assertThat(names.clusterRole("mesh-b")).isEqualTo("istiod-v1-2-mesh-b");
    assertThat(RevisionNames.tagWebhook("default", "istio-system"))
        .isEqualTo("istio-revision-tag-default");
  }

  @Test
  void servingNamesAreTheRevisionFirstThenTheAlias() {
    assertThat(names.servingNames("istio-system"))
        .containsExactly("istiod-v1-2.istio-system.svc", "istiod.istio-system.svc");
  }

  @Test
  void aRevisionThatIsNoDnsLabelIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RevisionNames("V1.2"))
        .withMessageContaining("'V1.2'");
  }
}
