package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.operator.FakeCluster;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ConcernedTest {

  private final FakeCluster cluster = new FakeCluster();
  private final Concerned concerned = new Concerned(cluster);

  @BeforeEach
  void revision() {
    MeshRevision revision = new MeshRevision();
    revision.setMetadata(new ObjectMetaBuilder().withName("a").build());
    revision.setSpec(
        cluster.serialization.unmarshal(
            "---\n{version: 1.0.0, namespace: istio-system}", MeshRevisionSpec.class));
    cluster.put(revision);
  }

  private static Namespace namespace(String name, Map<String, String> labels) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private static Pod pod(Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("pod")
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  @DisplayName("LC-E4: a pod that opted out concerns no revision")
  @Test
  void podsThatOptedOutConcernNobody() {
    assertThat(concerned.revisionsOf(pod(Map.of("sidecar.istio.io/inject", "false")))).isEmpty();
    assertThat(concerned.revisionsOf(pod(Map.of("app", "shop")))).isEmpty();
    assertThat(
            concerned.revisionsOf(
                pod(Map.of("sidecar.istio.io/inject", "false", "istio.io/rev", "a"))))
        .isEmpty();
  }

  @DisplayName("LC-E4: a plain namespace concerns no revision")
  @Test
  void plainNamespacesConcernNobody() {
    assertThat(concerned.revisionsOf(namespace("shop", Map.of()))).isEmpty();
    assertThat(concerned.revisionsOf(namespace("shop", Map.of("istio.io/rev", "absent"))))
        .isEmpty();
  }

  @Test
  void whatNamesARevisionConcernsIt() {
    assertThat(concerned.revisionsOf(pod(Map.of("istio.io/rev", "a")))).containsExactly("a");
    assertThat(concerned.revisionsOf(namespace("shop", Map.of("istio.io/rev", "a"))))
        .containsExactly("a");
    assertThat(concerned.revisionsOf(namespace("istio-system", Map.of()))).containsExactly("a");
  }

  @Test
  void whatAGatewayNamesConcernsItsInstallation() {
    MeshInstallation installation = new MeshInstallation();
    installation.setMetadata(new ObjectMetaBuilder().withName("default").build());
    installation.setSpec(
        cluster.serialization.unmarshal(
            "---\n{gateways: [{name: edge, namespace: dmz, revision: a}]}",
            MeshInstallationSpec.class));
    cluster.put(installation);
    MeshRevision followed = cluster.get(MeshRevision.class, null, "a").orElseThrow();

    assertThat(concerned.installationsOf(namespace("dmz", Map.of()))).containsExactly("default");
    assertThat(concerned.installationsOf(namespace("shop", Map.of()))).isEmpty();
    assertThat(concerned.installationsOf(followed)).containsExactly("default");
  }

  @DisplayName("LC-C2: a change of status only is no reason to reconcile")
  @Test
  void statusIsToldFromWhatWasApplied() {
    HorizontalPodAutoscaler before =
        new HorizontalPodAutoscalerBuilder()
            .withNewMetadata()
            .withName("istiod-a")
            .withResourceVersion("1")
            .endMetadata()
            .withNewSpec()
            .withMinReplicas(1)
            .endSpec()
            .build();
    HorizontalPodAutoscaler scaled =
        before
            .edit()
            .editMetadata()
            .withResourceVersion("2")
            .endMetadata()
            .withNewStatus()
            .withDesiredReplicas(2)
            .endStatus()
            .build();

    assertThat(StatusOnly.differ(before, scaled)).isTrue();
    assertThat(
            StatusOnly.differ(
                before, before.edit().editSpec().withMinReplicas(2).endSpec().build()))
        .isFalse();
  }
}
