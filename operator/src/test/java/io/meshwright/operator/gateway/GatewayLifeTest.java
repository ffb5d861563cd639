package io.meshwright.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.GatewayStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.manifest.GatewayManifests;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Gateways come, follow their revision and go with the installation that declares them. */
final class GatewayLifeTest {

  private static final String INGRESS = "{gateways: [{name: ingress}]}";

  private final MeshUnderTest mesh = new MeshUnderTest();

  private Deployment deployment(String namespace, String name) {
    return mesh.cluster.get(Deployment.class, namespace, name).orElseThrow();
  }

  private Map<String, String> podLabels(String namespace) {
    return deployment(namespace, "ingress").getSpec().getTemplate().getMetadata().getLabels();
  }

  private GatewayStatus status() {
    return mesh.installation("default").getStatus().gateways().getFirst();
  }

  private List<String> objectsNamed(String name) {
    return mesh.cluster.names().stream().filter(key -> key.endsWith("/" + name)).sorted().toList();
  }

  private void namespace(String name, Map<String, String> labels) {
    mesh.cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .build());
  }

  @Test
  void aGatewayIsMadeOnceItsRevisionIsReady() {
    mesh.installation("default", INGRESS);
    mesh.settle();
    assertThat(objectsNamed("ingress"))
        .containsExactly(
            "PodDisruptionBudget istio-system/ingress",
            "Service istio-system/ingress",
            "ServiceAccount istio-system/ingress");
    assertThat(status().reason()).isEqualTo("RevisionNotReady");
    assertThat(status().revision()).isNull();

    mesh.rollOut();
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False GatewayNotReady");
    assertThat(mesh.condition(ConditionType.RECONCILING)).isEqualTo("True Progressing");
    assertThat(podLabels("istio-system"))
        .containsEntry("istio.io/rev", mesh.active())
        .containsEntry("istio", "ingress")
        .containsEntry("sidecar.istio.io/inject", "true");

    mesh.rollOut();
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(mesh.condition(ConditionType.RECONCILING)).isEqualTo("absent");
    assertThat(status())
        .isEqualTo(
            new GatewayStatus(
                "ingress",
                "istio-system",
                mesh.active(),
                true,
                "Available",
                "1 of 1 replicas available"));
  }

  private void serving(String spec) {
    mesh.installation("default", spec);
    mesh.rollOut();
    mesh.rollOut();
    assertThat(status().ready()).isTrue();
  }

  @Test
  @DisplayName("LC-gateways: a gateway follows the active revision")
  void aGatewayFollowsTheActiveRevision() {
    serving(INGRESS);
    String old = mesh.active();

    mesh.installation(
        "default", "{meshConfig: {trustDomain: other.example}, gateways: [{name: ingress}]}");
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(old);
    assertThat(podLabels("istio-system")).containsEntry("istio.io/rev", old);
    assertThat(status().ready()).isTrue();

    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(old);
    assertThat(podLabels("istio-system")).containsEntry("istio.io/rev", mesh.active());
    assertThat(status().revision()).isEqualTo(old);
    assertThat(status().reason()).isEqualTo("RolloutInProgress");

    mesh.rollOut();
    assertThat(status().revision()).isEqualTo(mesh.active());
    assertThat(status().ready()).isTrue();
  }

  /** The name of the revision stays, so something else has to replace the pods. */
  @Test
  void aRevisionThatIsUpdatedInPlaceReplacesThePodsWhenItIsReady() {
    serving("{updateStrategy: {type: InPlace}, gateways: [{name: ingress}]}");
    Deployment before = deployment("istio-system", "ingress");

    mesh.installation(
        "default",
        "{updateStrategy: {type: InPlace}, images: {registry: other.example}, gateways: [{name:"
            + " ingress}]}");
    mesh.settle();
    assertThat(deployment("istio-system", "ingress").getSpec()).isEqualTo(before.getSpec());

    mesh.rollOut();
    assertThat(deployment("istio-system", "ingress").getSpec().getTemplate())
        .isNotEqualTo(before.getSpec().getTemplate());
  }

  @Test
  void aGatewayFollowsTheTagThatItNames() {
    serving(INGRESS);
    String old = mesh.active();
    mesh.tag("prod", TargetRef.Kind.MeshRevision, old);
    mesh.settle();
    String tagged =
        "{meshConfig: {trustDomain: other.example}, gateways: [{name: ingress, revision: prod}]}";
    mesh.installation("default", tagged);
    mesh.rollOut();
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(old);
    assertThat(podLabels("istio-system")).containsEntry("istio.io/rev", old);

    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "default");
    mesh.rollOut();
    mesh.rollOut();
    assertThat(podLabels("istio-system")).containsEntry("istio.io/rev", mesh.active());
    assertThat(status().revision()).isEqualTo(mesh.active());
  }

  @Test
  void aNameThatStandsForNothingIsReported() {
    serving(INGRESS);
    mesh.installation("default", "{gateways: [{name: ingress, revision: nothing}]}");
    mesh.settle();

    assertThat(status().reason()).isEqualTo("TargetNotFound");
    assertThat(status().message()).isEqualTo("no MeshRevision or MeshRevisionTag nothing");
    assertThat(podLabels("istio-system")).containsEntry("istio.io/rev", mesh.active());
  }

  @Test
  void aGatewayWaitsForItsNamespace() {
    mesh.installation("default", "{gateways: [{name: ingress, namespace: edge}]}");
    mesh.rollOut();
    assertThat(status().reason()).isEqualTo("NamespaceMissing");
    assertThat(objectsNamed("ingress")).isEmpty();

    namespace("edge", Map.of());
    mesh.rollOut();
    mesh.rollOut();
    assertThat(status().ready()).isTrue();
    assertThat(objectsNamed("ingress")).hasSize(4).allMatch(key -> key.contains(" edge/"));
  }

  /** Its pods would run without a proxy, or with that of another revision. */
  @Test
  void labelsOfTheNamespaceThatKeepThePodsFromTheRevisionAreReported() {
    namespace("edge", Map.of("istio-injection", "disabled"));
    mesh.installation("default", "{gateways: [{name: ingress, namespace: edge}]}");
    mesh.rollOut();
    assertThat(status().reason()).isEqualTo("NamespaceNotInjected");
    assertThat(mesh.cluster.get(Deployment.class, "edge", "ingress")).isEmpty();

    namespace("edge", Map.of("istio-injection", "enabled"));
    mesh.rollOut();
    mesh.rollOut();
    assertThat(status().ready()).isTrue();
  }

  @Test
  void aChangedOrDeletedObjectComesBack() {
    serving("{gateways: [{name: ingress, autoscaling: {}}]}");
    for (Class<? extends HasMetadata> kind : GatewayManifests.KINDS) {
      HasMetadata made = mesh.cluster.get(kind, "istio-system", "ingress").orElseThrow();
      made.getMetadata().getLabels().put("app", "somebody");
      mesh.cluster.put(made);
      mesh.settle();
      HasMetadata reverted = mesh.cluster.get(kind, "istio-system", "ingress").orElseThrow();
      assertThat(reverted.getMetadata().getLabels()).containsEntry("app", "ingress");

      mesh.cluster.delete(reverted);
      mesh.settle();
      assertThat(mesh.cluster.get(kind, "istio-system", "ingress")).isPresent();
    }
  }

  @Test
  void whatTheAutoscalerSetIsKept() {
    serving("{gateways: [{name: ingress, autoscaling: {minReplicas: 2}}]}");
    assertThat(
            mesh.cluster
                .get(HorizontalPodAutoscaler.class, "istio-system", "ingress")
                .orElseThrow()
                .getSpec()
                .getMinReplicas())
        .isEqualTo(2);
    mesh.cluster.writes.clear();
    mesh.settle();
    assertThat(mesh.cluster.writes).isEmpty();
  }

  @Test
  void aGatewayThatIsNoLongerDeclaredGoesAndTheOthersStay() {
    serving("{gateways: [{name: ingress}, {name: egress}]}");
    mesh.installation("default", "{gateways: [{name: egress}]}");
    mesh.settle();

    assertThat(objectsNamed("ingress")).isEmpty();
    assertThat(objectsNamed("egress")).hasSize(4);
    assertThat(mesh.installation("default").getStatus().gateways()).hasSize(1);
  }

  /** A load balancer's address is lost with its Service. */
  @Test
  void theServiceStaysWhileTheRevisionIsAway() {
    serving(INGRESS);
    mesh.cluster.delete(deployment("istio-system", "ingress"));
    mesh.cluster.delete(deployment("istio-system", "istiod-" + mesh.active()));
    mesh.cluster.refuses = key -> key.kind().equals("Deployment");
    try {
      mesh.settle();
    } catch (RuntimeException refused) {
      assertThat(refused).hasMessageContaining("Deployment");
    }
    assertThat(mesh.cluster.get(Service.class, "istio-system", "ingress")).isPresent();
  }

  @Test
  void twoMeshesDoNotFightForAGateway() {
    serving(INGRESS);
    mesh.installation(
        "blue",
        "{namespace: blue, trust: {bundleName: blue}, gateways: [{name: ingress, namespace:"
            + " istio-system}]}");
    mesh.rollOut();
    mesh.rollOut();

    GatewayStatus rival = mesh.installation("blue").getStatus().gateways().getFirst();
    assertThat(rival.reason()).isEqualTo("NameAlreadyExists");
    assertThat(rival.message()).isEqualTo("Deployment ingress belongs to MeshInstallation default");
    assertThat(podLabels("istio-system")).containsEntry("istio.io/rev", mesh.active());
  }

  @Test
  void aVersionWithoutGatewaysIsRefused() {
    mesh.installation("default", "{version: 0.1.0, gateways: [{name: ingress}]}");
    mesh.settle();

    assertThat(mesh.condition(ConditionType.RECONCILED)).isEqualTo("False ConfigInvalid");
    assertThat(mesh.cluster.list(Deployment.class)).isEmpty();
  }

  @Test
  void whatIsLeftAloneIsSaid() {
    serving(INGRESS);
    Service service = mesh.cluster.get(Service.class, "istio-system", "ingress").orElseThrow();
    service.getMetadata().getAnnotations().put("meshwright.io/unmanaged", "true");
    service.getSpec().setType("ClusterIP");
    mesh.cluster.put(service);
    mesh.settle();

    assertThat(mesh.condition(ConditionType.WARNING)).isEqualTo("True UnmanagedObjects");
    assertThat(
            mesh.cluster
                .get(Service.class, "istio-system", "ingress")
                .orElseThrow()
                .getSpec()
                .getType())
        .isEqualTo("ClusterIP");
  }

  /** Its own gateways go with a mesh; anybody else's pods keep it. */
  @Test
  void aMeshCanBeDeletedWithItsGateways() {
    serving(INGRESS);
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("ingress-1")
            .withNamespace("istio-system")
            .withLabels(podLabels("istio-system"))
            .withAnnotations(Map.of("istio.io/rev", mesh.active()))
            .endMetadata()
            .build();
    mesh.cluster.put(pod);
    Pod foreign =
        pod.edit()
            .editMetadata()
            .withName("shop")
            .removeFromLabels("meshwright.io/owner-name")
            .endMetadata()
            .build();
    mesh.cluster.put(foreign);
    assertThat(mesh.installations.remove(mesh.installation("default"))).isFalse();
    assertThat(objectsNamed("ingress")).isNotEmpty();

    mesh.cluster.delete(foreign);
    mesh.installations.remove(mesh.installation("default"));
    assertThat(objectsNamed("ingress")).isEmpty();
    assertThat(Objects.requireNonNull(mesh.cluster.list(Namespace.class))).isNotEmpty();
  }
}
