package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.config.KubernetesVersion;
import io.meshwright.operator.inplace.SidecarImage;
import io.meshwright.operator.inplace.SidecarPlace;
import io.meshwright.operator.inplace.SidecarPlace.Pull;
import io.meshwright.operator.inplace.SidecarPod;
import io.meshwright.operator.inplace.Sidecars;
import io.meshwright.operator.workload.ProxyPods;
import io.meshwright.operator.workload.Workload;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The sidecars of the pods that lie in a {@link FakeCluster}, whose kubelet acts when told to. */
public final class FakeSidecars implements Sidecars {

  /** What the cluster lacks. */
  public Optional<String> obstacle = Optional.empty();

  /** Of all nodes. */
  public KubernetesVersion kubelet = KubernetesVersion.REPLACES_SIDECARS;

  private final FakeCluster cluster;

  FakeSidecars(FakeCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Optional<String> obstacle() {
    return obstacle;
  }

  @Override
  public List<SidecarPod> of(Workload workload) {
    return cluster.list(Pod.class).stream()
        .filter(pod -> ProxyPods.of(pod).isPresent())
        .filter(pod -> ProxyPods.workload(pod).equals(workload.key()))
        .map(SidecarPod::of)
        .sorted(Comparator.comparing(SidecarPod::name))
        .toList();
  }

  @Override
  public SidecarPlace place(SidecarPod pod, SidecarImage image, Workload workload) {
    return new SidecarPlace(
        Optional.of(kubelet),
        cluster
            .get(Pod.class, "istio-system", pullName(pod))
            .<Pull>map(_ -> new Pull.There())
            .orElseGet(Pull.Absent::new));
  }

  @Override
  public void pull(SidecarPod pod, SidecarImage image, Workload workload) {
    cluster.apply(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("istio-system")
            .withName(pullName(pod))
            .addToLabels(OperatorNames.PULLS_FOR, workload.uid())
            .endMetadata()
            .build());
  }

  private static String pullName(SidecarPod pod) {
    return "pull-" + pod.node().orElseThrow();
  }

  @Override
  public void drain(SidecarPod pod, SidecarPod.Upgrade upgrade) {
    edit("drain", pod, it -> annotate(it, upgrade));
  }

  @Override
  public void replace(SidecarPod pod, SidecarPod.Upgrade upgrade, String image) {
    edit(
        "replace",
        pod,
        it -> {
          annotate(it, upgrade);
          it.getSpec().getInitContainers().getFirst().setImage(image);
        });
  }

  @Override
  public void restore(SidecarPod pod) {
    edit(
        "restore",
        pod,
        it -> it.getMetadata().getAnnotations().remove(OperatorNames.SIDECAR_UPGRADE));
  }

  @Override
  public void forgetPulls(Workload workload) {
    cluster.list(Pod.class).stream()
        .filter(pod -> workload.uid().equals(Metadata.label(pod, OperatorNames.PULLS_FOR)))
        .forEach(cluster::delete);
  }

  private void edit(String verb, SidecarPod read, Consumer<Pod> change) {
    Pod pod = cluster.get(Pod.class, read.namespace(), read.name()).orElseThrow();
    if (pod.getMetadata().getResourceVersion().equals(read.resourceVersion())) {
      cluster.edit(verb, pod, change);
    }
  }

  private static void annotate(Pod pod, SidecarPod.Upgrade upgrade) {
    Map<String, String> annotations = new HashMap<>(pod.getMetadata().getAnnotations());
    annotations.put(OperatorNames.SIDECAR_UPGRADE, upgrade.words());
    pod.getMetadata().setAnnotations(annotations);
  }

  /** Each pod runs, in a new container if its image is another one than that which runs. */
  public void kubeletActs() {
    for (Pod pod : cluster.list(Pod.class)) {
      if (pod.getSpec() == null || pod.getSpec().getInitContainers().isEmpty()) {
        continue;
      }
      Container sidecar = pod.getSpec().getInitContainers().getFirst();
      boolean runs =
          pod.getStatus() != null
              && pod.getStatus()
                  .getInitContainerStatuses()
                  .getFirst()
                  .getImage()
                  .equals(sidecar.getImage());
      if (!runs) {
        pod.setStatus(
            new PodStatusBuilder()
                .withPhase("Running")
                .withConditions(
                    new PodConditionBuilder().withType("Ready").withStatus("True").build())
                .withInitContainerStatuses(
                    new ContainerStatusBuilder()
                        .withName(sidecar.getName())
                        .withImage(sidecar.getImage())
                        .withContainerID("containerd://" + sidecar.getImage())
                        .withReady(true)
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .build())
                .build());
        cluster.put(pod);
      }
    }
  }
}
