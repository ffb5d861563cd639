package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WorkloadProblem;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.event.ToldCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sidecars follow their revision from version to version, and their pods stay. */
final class InPlaceLifeTest {

  private static final String SPEC =
      "{version: %s, updateStrategy: {type: InPlace},"
          + " dataPlane: {mode: Automatic, sidecarUpgrade: InPlace}}";

  private static final String MODE = "meshwright.io/sidecar-upgrade-mode";

  private final FakeCluster cluster = new FakeCluster();
  private String spec = SPEC;
  private final List<String> told = new ArrayList<>();
  private final MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(cluster, event -> told.add(event.reason().word() + " " + event.note())));

  private static MeshUnderTest knowing(MeshUnderTest mesh) {
    mesh.upgradeOperator(MeshUnderTest.operatorKnowing("0.2.0-a", "0.2.0-b", "0.2.0"));
    return mesh;
  }

  private void installed(int pods) {
    knowing(mesh);
    cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("shop")
            .addToLabels("istio-injection", "enabled")
            .endMetadata()
            .build());
    mesh.installation("default", spec.formatted("0.2.0-a"));
    mesh.rollOut();
    cluster.put(
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("cart")
            .endMetadata()
            .withNewSpec()
            .withReplicas(pods)
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", "cart")
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build());
    for (int i = 0; i < pods; i++) {
      cluster.put(pod("cart-7c9-" + i));
    }
    mesh.sidecars.kubeletActs();
    cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  private Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .addToLabels("app", "cart")
        .addToLabels("pod-template-hash", "7c9")
        .addToAnnotations("istio.io/rev", mesh.active())
        .addToAnnotations("meshwright.io/bootstrap-contract", "1")
        .addNewOwnerReference()
        .withKind("ReplicaSet")
        .withName("cart-7c9")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-a")
        .addNewInitContainer()
        .withName("istio-proxy")
        .withRestartPolicy("Always")
        .withImage("meshwright/proxy:0.2.0-a")
        .endInitContainer()
        .endSpec()
        .build();
  }

  private void upgrade(String version) {
    mesh.installation("default", spec.formatted(version));
    mesh.rollOut();
  }

  /** Time passes, kubelets act and the operator looks until nothing is left to do. */
  private void rollOn(MeshUnderTest operator) {
    for (int i = 0; i < 40 && status().phase() != Phase.Done; i++) {
      cluster.now = cluster.now.plus(Duration.ofSeconds(2));
      operator.sidecars.kubeletActs();
      operator.settle();
    }
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  private DataPlaneStatus status() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().dataPlane());
  }

  private List<String> done() {
    return cluster.writes.stream()
        .filter(write -> write.matches("(restart|drain|replace|restore) .*|.*Pod istio-system.*"))
        .toList();
  }

  private Map<String, String> images() {
    return cluster.list(Pod.class).stream()
        .filter(pod -> pod.getMetadata().getNamespace().equals("shop"))
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getName(),
                pod -> pod.getSpec().getInitContainers().getFirst().getImage()));
  }

  @Test
  void sidecarsAreReplacedOneAfterTheOtherAndNoPodIs() {
    installed(2);
    upgrade("0.2.0-b");
    assertThat(status().phase()).isEqualTo(Phase.Rolling);
    assertThat(status().message())
        .startsWith("Deployment shop/cart: 0 of 2 sidecars are upgraded in place; pod cart-7c9-0 ");
    rollOn(mesh);

    assertThat(done())
        .containsExactly(
            "apply Pod istio-system/pull-node-a",
            "drain Pod shop/cart-7c9-0",
            "replace Pod shop/cart-7c9-0",
            "restore Pod shop/cart-7c9-0",
            "drain Pod shop/cart-7c9-1",
            "replace Pod shop/cart-7c9-1",
            "restore Pod shop/cart-7c9-1",
            "delete Pod istio-system/pull-node-a");
    assertThat(images())
        .isEqualTo(
            Map.of(
                "cart-7c9-0",
                "meshwright/proxy:0.2.0-b",
                "cart-7c9-1",
                "meshwright/proxy:0.2.0-b"));
    assertThat(cluster.list(Pod.class))
        .allSatisfy(
            pod ->
                assertThat(pod.getMetadata().getAnnotations())
                    .doesNotContainKey("meshwright.io/sidecar-upgrade"));
  }

  @Test
  void anOperatorThatDiesAtAnyWriteIsFollowedByOneThatGoesOn() {
    for (int survived = 0; survived < 14; survived++) {
      InPlaceLifeTest other = new InPlaceLifeTest();
      other.installed(2);
      other.dieAfter(survived);
      other.rollOn(knowing(new MeshUnderTest(other.cluster)));
      assertThat(other.images().values())
          .as("killed at write %s", survived)
          .containsOnly("meshwright/proxy:0.2.0-b");
      assertThat(other.done()).filteredOn(write -> write.startsWith("replace ")).hasSize(2);
      assertThat(other.done()).noneMatch(write -> write.startsWith("restart "));
      assertThat(other.names()).noneMatch(name -> name.contains("pull-"));
    }
  }

  private List<String> names() {
    return cluster.names();
  }

  private void dieAfter(int writes) {
    mesh.installation("default", SPEC.formatted("0.2.0-b"));
    mesh.rollOut();
    int[] left = {writes};
    cluster.beforeWrite =
        () -> {
          left[0]--;
          if (left[0] < 0) {
            throw new IllegalStateException("killed");
          }
        };
    try {
      rollOn(mesh);
    } catch (IllegalStateException killed) {
      assertThat(killed).hasMessage("killed");
    }
    cluster.beforeWrite = () -> {};
  }

  @Test
  void aPodAloneIsRolledOutAndTheStatusSaysWhy() {
    installed(1);
    upgrade("0.2.0-b");
    assertThat(done()).containsExactly("restart Deployment shop/cart");
    mesh.settle();
    assertThat(status().problems())
        .containsExactly(
            new WorkloadProblem(
                "Deployment shop/cart",
                WorkloadProblem.Reason.RolledOut,
                "it has no other pod that could take its requests"));
    assertThat(told)
        .contains(
            "SidecarsRolledOut Deployment shop/cart: it has no other pod that could take its"
                + " requests");
  }

  @Test
  void anotherVersionOnTheWayIsTakenFromWhereThePodsAre() {
    installed(2);
    upgrade("0.2.0-b");
    cluster.now = cluster.now.plusSeconds(6);
    mesh.settle();
    assertThat(images()).containsEntry("cart-7c9-0", "meshwright/proxy:0.2.0-b");

    upgrade("0.2.0");
    rollOn(mesh);
    assertThat(images().values()).containsOnly("meshwright/proxy:0.2.0");
    assertThat(done()).noneMatch(write -> write.startsWith("restart "));
  }

  @Test
  void aSidecarThatDoesNotComeUpStopsTheWaveAndIsGivenBackWhenItDoes() {
    installed(2);
    upgrade("0.2.0-b");
    cluster.now = cluster.now.plusSeconds(6);
    mesh.settle();
    cluster.now = cluster.now.plusSeconds(600);
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Failed);

    mesh.sidecars.kubeletActs();
    mesh.settle();
    assertThat(done()).last().isEqualTo("restore Pod shop/cart-7c9-0");
    assertThat(status().phase()).as("a user has the word").isEqualTo(Phase.Failed);
  }

  @Test
  void aClusterThatCannotDoItRestartsNothingAndSaysWhy() {
    installed(2);
    mesh.sidecars.obstacle =
        Optional.of("Rollout: Kubernetes replaces sidecars from 1.32 on, and this is 1.31");
    upgrade("0.2.0-b");
    assertThat(done()).isEmpty();
    assertThat(status().message())
        .contains("spec.dataPlane.sidecarUpgrade: found InPlace, expected Rollout: Kubernetes ");
  }

  @Test
  void whatTheApiServerRefusesIsNamed() {
    installed(2);
    cluster.refuses = key -> key.kind().equals("Pod") && "shop".equals(key.namespace());
    upgrade("0.2.0-b");
    assertThat(status().problems())
        .extracting(WorkloadProblem::reason)
        .containsExactly(WorkloadProblem.Reason.RestartRefused);
    cluster.refuses = _ -> false;
    rollOn(mesh);
    assertThat(images().values()).containsOnly("meshwright/proxy:0.2.0-b");
  }

  /** A mesh that rolls out, unless somebody says otherwise. */
  private void installedToRollOut(int pods) {
    spec = SPEC.replace(", sidecarUpgrade: InPlace", "");
    installed(pods);
  }

  private void annotateWorkload(String word) {
    cluster.annotate(cluster.get(Deployment.class, "shop", "cart").orElseThrow(), MODE, word);
  }

  private void annotateTemplate(String word) {
    Deployment cart = cluster.get(Deployment.class, "shop", "cart").orElseThrow();
    cart.getSpec().getTemplate().getMetadata().setAnnotations(Map.of(MODE, word));
    cluster.put(cart);
  }

  private void annotateNamespace(String word) {
    cluster.annotate(cluster.get(Namespace.class, null, "shop").orElseThrow(), MODE, word);
  }

  @Test
  void aWorkloadOfAMeshThatRollsOutKeepsItsPodsIfItSaysSo() {
    installedToRollOut(2);
    annotateTemplate("InPlace");
    upgrade("0.2.0-b");
    rollOn(mesh);
    assertThat(images().values()).containsOnly("meshwright/proxy:0.2.0-b");
    assertThat(done()).noneMatch(write -> write.startsWith("restart "));
  }

  @Test
  void aNamespaceSpeaksForItsWorkloads() {
    installedToRollOut(2);
    annotateNamespace("InPlace");
    upgrade("0.2.0-b");
    rollOn(mesh);
    assertThat(done()).noneMatch(write -> write.startsWith("restart "));
  }

  @Test
  void theWorkloadsWordWinsOverItsTemplatesAndThatOverItsNamespaces() {
    installed(2);
    annotateNamespace("InPlace");
    annotateTemplate("nonsense");
    annotateWorkload("Rollout");
    upgrade("0.2.0-b");
    assertThat(done()).containsExactly("restart Deployment shop/cart");
    assertThat(status().problems()).isEmpty();
  }

  @Test
  void aWordThatMeansNothingLeavesTheWorkloadAloneAndIsTold() {
    installed(2);
    annotateTemplate("inplace");
    upgrade("0.2.0-b");
    String why =
        "spec.template.metadata.annotations[meshwright.io/sidecar-upgrade-mode]: found inplace,"
            + " expected InPlace or Rollout";
    assertThat(status().problems())
        .containsExactly(
            new WorkloadProblem(
                "Deployment shop/cart", WorkloadProblem.Reason.InvalidAnnotation, why));
    assertThat(told).contains("UpgradeModeRefused Deployment shop/cart: " + why);
    assertThat(done()).isEmpty();

    annotateWorkload("InPlace");
    mesh.settle();
    rollOn(mesh);
    assertThat(images().values()).containsOnly("meshwright/proxy:0.2.0-b");
  }

  @Test
  void whoWantsWhatTheClusterCannotDoIsLeftAloneUntilItCan() {
    installedToRollOut(2);
    annotateNamespace("InPlace");
    mesh.sidecars.obstacle = Optional.of("Rollout: this is 1.31");
    upgrade("0.2.0-b");
    assertThat(done()).isEmpty();
    assertThat(status().problems())
        .extracting(WorkloadProblem::message)
        .containsExactly(
            "Namespace shop: metadata.annotations[meshwright.io/sidecar-upgrade-mode]: found"
                + " InPlace, expected Rollout: this is 1.31");

    mesh.sidecars.obstacle = Optional.empty();
    mesh.settle();
    rollOn(mesh);
    assertThat(images().values()).containsOnly("meshwright/proxy:0.2.0-b");
  }
}
