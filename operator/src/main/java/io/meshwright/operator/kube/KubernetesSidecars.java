package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.crd.rbac.Permission;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.config.KubernetesVersion;
import io.meshwright.operator.inplace.SidecarImage;
import io.meshwright.operator.inplace.SidecarPlace;
import io.meshwright.operator.inplace.SidecarPlace.Pull;
import io.meshwright.operator.inplace.SidecarPod;
import io.meshwright.operator.inplace.Sidecars;
import io.meshwright.operator.install.OperatorPermissions;
import io.meshwright.operator.manifest.ImagePullPod;
import io.meshwright.operator.workload.ProxyPods;
import io.meshwright.operator.workload.Workload;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sidecars of the real cluster. Thread-safe. */
final class KubernetesSidecars implements Sidecars {

  private final KubernetesClient client;
  private final Cluster cluster;
  private final WriteGate gate;
  private final Obstacle obstacle;

  KubernetesSidecars(
      KubernetesClient client, Cluster cluster, WriteGate gate, InstantSource clock) {
    this.client = client;
    this.cluster = cluster;
    this.gate = gate;
    this.obstacle = new Obstacle(() -> read("upgrades in place", this::look), clock);
  }

  @Override
  public Optional<String> obstacle() {
    return obstacle.now();
  }

  private Optional<String> look() {
    var version = client.getKubernetesVersion();
    String words = version.getMajor() + "." + version.getMinor();
    if (KubernetesVersion.parse(words).filter(KubernetesVersion::replacesSidecars).isEmpty()) {
      return Optional.of(
          "Rollout: Kubernetes replaces sidecars from %s on, and this is %s"
              .formatted(KubernetesVersion.REPLACES_SIDECARS, words));
    }
    for (Permission needed : OperatorPermissions.inPlace()) {
      for (String verb : needed.verbs()) {
        if (!mayDo(verb, needed)) {
          return Optional.of(
              "Rollout, or the ClusterRole %s for the operator: it has no right to %s pods"
                  .formatted(OperatorNames.IN_PLACE_ROLE, verb));
        }
      }
    }
    return Optional.empty();
  }

  private boolean mayDo(String verb, Permission needed) {
    return AccessReview.allows(
        client,
        new ResourceAttributesBuilder()
            .withGroup(needed.apiGroups().getFirst())
            .withResource(needed.resources().getFirst())
            .withVerb(verb)
            .build());
  }

  @Override
  public List<SidecarPod> of(Workload workload) {
    return read(
        "pods of " + workload.key(),
        () ->
            client
                .pods()
                .inNamespace(workload.key().namespace())
                .withLabels(workload.podLabels())
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> ProxyPods.of(pod).isPresent())
                .filter(pod -> ProxyPods.workload(pod).equals(workload.key()))
                .map(SidecarPod::of)
                .sorted(Comparator.comparing(SidecarPod::name))
                .toList());
  }

  @Override
  public SidecarPlace place(SidecarPod pod, SidecarImage image, Workload workload) {
    String name = pod.node().orElse("");
    return read(
        "node " + name,
        () -> {
          Node node = client.nodes().withName(name).get();
          NodeStatus status = node == null ? null : node.getStatus();
          return new SidecarPlace(
              Optional.ofNullable(status)
                  .map(NodeStatus::getNodeInfo)
                  .flatMap(info -> KubernetesVersion.parse(info.getKubeletVersion())),
              holds(status, image.reference())
                  ? new Pull.There()
                  : pull(
                      client
                          .pods()
                          .inNamespace(revision(image).getSpec().namespace())
                          .withName(pullName(pod, image, workload))
                          .get()));
        });
  }

  /** What a node says of its images, which are the largest ones. */
  private static boolean holds(@Nullable NodeStatus status, String image) {
    return status != null
        && status.getImages() != null
        && status.getImages().stream()
            .map(ContainerImage::getNames)
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .anyMatch(name -> name.equals(image) || name.equals("docker.io/" + image));
  }

  private static Pull pull(@Nullable Pod pod) {
    if (pod == null) {
      return new Pull.Absent();
    }
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return switch (phase) {
      case "Succeeded" -> new Pull.There();
      case "Failed" ->
          new Pull.Failed(
              Objects.requireNonNullElse(pod.getStatus().getReason(), "its pod failed"));
      case null, default -> new Pull.UnderWay();
    };
  }

  @Override
  public void pull(SidecarPod pod, SidecarImage image, Workload workload) {
    MeshRevision revision = revision(image);
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withName(pullName(pod, image, workload))
            .withNamespace(revision.getSpec().namespace())
            .withLabels(
                Map.of(OperatorNames.PULLS_FOR, workload.uid(), Labels.SIDECAR_INJECT, "false"))
            .withOwnerReferences(Owner.of(revision).reference())
            .build();
    Pod pulling =
        ImagePullPod.of(
            metadata,
            pod.node().orElseThrow(),
            image.reference(),
            revision.getSpec().images().pullSecrets());
    write(
        "pod " + metadata.getNamespace() + "/" + metadata.getName(),
        () -> {
          try {
            client.resource(pulling).create();
          } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
              throw e;
            }
          }
        });
  }

  @Override
  public void drain(SidecarPod pod, SidecarPod.Upgrade upgrade) {
    patch(pod, of(pod).with(OperatorNames.SIDECAR_UPGRADE, upgrade.words()), GuardedPatch.MERGE);
  }

  @Override
  public void replace(SidecarPod pod, SidecarPod.Upgrade upgrade, String image) {
    patch(
        pod,
        of(pod)
            .with(OperatorNames.SIDECAR_UPGRADE, upgrade.words())
            .withSpec(
                Map.of(
                    "initContainers", List.of(Map.of("name", ProxyPod.CONTAINER, "image", image)))),
        GuardedPatch.STRATEGIC);
  }

  @Override
  public void restore(SidecarPod pod) {
    patch(pod, of(pod).without(OperatorNames.SIDECAR_UPGRADE), GuardedPatch.MERGE);
  }

  @Override
  public void forgetPulls(Workload workload) {
    write(
        "pods that pull for " + workload.key(),
        () ->
            client
                .pods()
                .inAnyNamespace()
                .withLabel(OperatorNames.PULLS_FOR, workload.uid())
                .list()
                .getItems()
                .forEach(pod -> client.resource(pod).delete()));
  }

  private static GuardedPatch of(SidecarPod pod) {
    return GuardedPatch.of(
        new ObjectMetaBuilder()
            .withUid(pod.uid())
            .withResourceVersion(pod.resourceVersion())
            .build());
  }

  private void patch(SidecarPod pod, GuardedPatch patch, PatchContext context) {
    write(
        "pod " + pod.namespace() + "/" + pod.name(),
        () -> {
          var _ =
              patch.unlessChanged(
                  () ->
                      client
                          .pods()
                          .inNamespace(pod.namespace())
                          .withName(pod.name())
                          .patch(context, patch.json()));
        });
  }

  private MeshRevision revision(SidecarImage image) {
    return cluster
        .get(MeshRevision.class, null, image.revision())
        .orElseThrow(() -> new ReadException("MeshRevision " + image.revision() + " is gone"));
  }

  /** The same again for the same, so that whoever asks twice pulls once. */
  private static String pullName(SidecarPod pod, SidecarImage image, Workload workload) {
    int hash = Objects.hash(workload.uid(), pod.node().orElse(""), image.reference());
    return "meshwright-pull-" + workload.uid() + "-" + Integer.toHexString(hash);
  }

  private static <T> T read(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (KubernetesClientException e) {
      throw new ReadException(what + ": " + KubernetesCluster.words(e));
    }
  }

  private void write(String what, Runnable call) {
    try {
      gate.pass(call);
    } catch (KubernetesClientException e) {
      throw new ApplyException(what + ": " + KubernetesCluster.words(e), e);
    }
  }
}
