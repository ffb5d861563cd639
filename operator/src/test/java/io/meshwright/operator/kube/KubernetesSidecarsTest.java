package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.server.ApplyingApiServer;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.config.KubernetesVersion;
import io.meshwright.operator.inplace.SidecarImage;
import io.meshwright.operator.inplace.SidecarPlace;
import io.meshwright.operator.inplace.SidecarPod;
import io.meshwright.operator.inplace.SidecarPod.Upgrade;
import io.meshwright.operator.workload.SidecarWish;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of pods and nodes, and what is written to them. */
final class KubernetesSidecarsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final SidecarImage NEW =
      new SidecarImage("meshwright/proxy:0.2.0", "default", "0.2.0");
  private static final Workload CART =
      new Workload(
          new WorkloadKey("Deployment", "shop", "cart"),
          "uid-of-cart",
          "1",
          Map.of("app", "cart"),
          Optional.empty(),
          new SidecarWish.Unsaid(),
          Optional.empty(),
          new Workload.Progress(true, ""),
          0,
          Optional.empty());

  private final ApplyingApiServer server =
      new ApplyingApiServer(MeshInstallation.class, MeshRevision.class, MeshRevisionTag.class);
  private final KubernetesClient client = server.client();
  private final MeshUnderTest mesh = new MeshUnderTest();
  private final KubernetesSidecars sidecars =
      new KubernetesSidecars(client, mesh.cluster, new WriteGate(), InstantSource.fixed(NOW));

  @BeforeEach
  void start() {
    mesh.installation("default", "{updateStrategy: {type: InPlace}, images: {pullSecrets: [key]}}");
    mesh.rollOut();
    client.resource(pod("cart-7c9-x", "7c9")).create();
    client.resource(pod("other-7c8-x", "7c8")).create();
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("node-a")
                .endMetadata()
                .withNewStatus()
                .withNewNodeInfo()
                .withKubeletVersion("v1.34.2+k3s1")
                .endNodeInfo()
                .endStatus()
                .build())
        .create();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static Pod pod(String name, String hash) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .addToLabels("app", "cart")
        .addToLabels("pod-template-hash", hash)
        .addToAnnotations("istio.io/rev", "default")
        .addToAnnotations("meshwright.io/bootstrap-contract", "1")
        .addNewOwnerReference()
        .withKind("ReplicaSet")
        .withName(name.substring(0, name.length() - 2))
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-a")
        .addNewInitContainer()
        .withName("istio-init")
        .withImage("meshwright/proxy:0.1.0")
        .endInitContainer()
        .addNewInitContainer()
        .withName("istio-proxy")
        .withImage("meshwright/proxy:0.1.0")
        .withRestartPolicy("Always")
        .endInitContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .addNewInitContainerStatus()
        .withName("istio-proxy")
        .withContainerID("containerd://1")
        .withReady(true)
        .withNewState()
        .withNewRunning()
        .endRunning()
        .endState()
        .endInitContainerStatus()
        .endStatus()
        .build();
  }

  private Pod stored() {
    return client.pods().inNamespace("shop").withName("cart-7c9-x").require();
  }

  private SidecarPod read() {
    List<SidecarPod> pods = sidecars.of(CART);
    assertThat(pods).as("those of other workloads are not its").hasSize(1);
    return pods.getFirst();
  }

  @Test
  void aPodIsReadWithWhatItWasMadeWithAndWhatItRuns() {
    SidecarPod pod = read();
    assertThat(pod.name()).isEqualTo("cart-7c9-x");
    assertThat(pod.node()).contains("node-a");
    assertThat(pod.bootstrap())
        .isEqualTo(new SidecarPod.Bootstrap(Optional.of("default"), Optional.of("1"), false));
    assertThat(pod.image()).contains("meshwright/proxy:0.1.0");
    assertThat(pod.container()).contains("containerd://1");
    assertThat(pod.ready() && pod.sidecarReady()).isTrue();
    assertThat(pod.upgrade()).isEmpty();
  }

  @Test
  void onlyTheImageOfTheSidecarIsReplaced() {
    Upgrade upgrade = new Upgrade(NOW, Optional.empty());
    sidecars.drain(read(), upgrade);
    assertThat(read().upgrade()).contains(upgrade);

    Upgrade replaced = new Upgrade(NOW, Optional.of("containerd://1"));
    sidecars.replace(read(), replaced, NEW.reference());
    assertThat(read().upgrade()).contains(replaced);
    assertThat(stored().getSpec().getInitContainers())
        .extracting("name", "image")
        .containsExactly(
            tuple("istio-init", "meshwright/proxy:0.1.0"),
            tuple("istio-proxy", "meshwright/proxy:0.2.0"));
  }

  @Test
  void theImageIsPulledByAPodThatGoesWithItsWorkloadsUpgrade() {
    assertThat(sidecars.place(read(), NEW, CART))
        .isEqualTo(
            new SidecarPlace(
                Optional.of(new KubernetesVersion(1, 34)), new SidecarPlace.Pull.Absent()));

    sidecars.pull(read(), NEW, CART);
    sidecars.pull(read(), NEW, CART);
    Pod pulling = client.pods().inNamespace("istio-system").list().getItems().getFirst();
    assertThat(pulling.getSpec().getNodeName()).isEqualTo("node-a");
    assertThat(pulling.getSpec().getImagePullSecrets()).extracting("name").containsExactly("key");
    assertThat(pulling.getSpec().getContainers())
        .extracting("image")
        .containsExactly("meshwright/proxy:0.2.0");
    assertThat(pulling.getSpec().getActiveDeadlineSeconds()).isEqualTo(300);
    assertThat(sidecars.place(read(), NEW, CART).pull())
        .isEqualTo(new SidecarPlace.Pull.UnderWay());

    sidecars.forgetPulls(CART);
    assertThat(client.pods().inNamespace("istio-system").list().getItems()).isEmpty();
  }

  @Test
  void anImageThatTheNodeHasIsNotPulled() {
    client
        .nodes()
        .withName("node-a")
        .edit(
            node ->
                node.edit()
                    .editStatus()
                    .addNewImage()
                    .withNames("docker.io/meshwright/proxy:0.2.0")
                    .endImage()
                    .endStatus()
                    .build());
    assertThat(sidecars.place(read(), NEW, CART).pull()).isEqualTo(new SidecarPlace.Pull.There());
  }

  @Test
  void whatTheClusterLacksIsSaid() {
    assertThat(sidecars.obstacle())
        .hasValueSatisfying(words -> assertThat(words).startsWith("Rollout"));
  }
}
