package io.meshwright.operator.inplace;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.workload.ProxyImage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at of a pod whose sidecar is upgraded in place.
 *
 * @param resourceVersion as it was when this was read: a write is refused if it has changed since
 * @param node empty until the pod is scheduled
 * @param bootstrap what the pod was made with, and a new sidecar has to start from
 * @param image that the sidecar should run from; empty if the pod has no native sidecar
 * @param container that runs the sidecar; empty while none does
 * @param sidecarReady whether that container is
 * @param ready whether the pod is
 * @param upgrade under way
 */
public record SidecarPod(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    Map<String, String> labels,
    Optional<String> node,
    Bootstrap bootstrap,
    Optional<String> image,
    Optional<String> container,
    boolean sidecarReady,
    boolean ready,
    Optional<Upgrade> upgrade) {

  public SidecarPod {
    labels = Map.copyOf(labels);
  }

  /**
   * What stays as it is when only the image changes.
   *
   * @param revision whose control plane the sidecar calls; empty if nobody says
   * @param contract version of the agreement between injector and proxy; empty if nobody says
   * @param ownImage whether the pod chose its image itself, and keeps it
   */
  public record Bootstrap(Optional<String> revision, Optional<String> contract, boolean ownImage) {}

  /**
   * How far the upgrade of a pod is.
   *
   * @param since when the mesh was told to send it nothing new
   * @param replaced the container that was to go when the image was changed; empty before that
   */
  public record Upgrade(Instant since, Optional<String> replaced) {

    /** Reads what {@link #words()} wrote; anything else began before all time. */
    static Upgrade parse(String words) {
      String[] parts = words.split(" ", 2);
      Optional<String> container = parts.length == 1 ? Optional.empty() : Optional.of(parts[1]);
      try {
        return new Upgrade(Instant.parse(parts[0]), container);
      } catch (DateTimeException e) {
        return new Upgrade(Instant.EPOCH, Optional.empty());
      }
    }

    /** As it stands at the pod. */
    public String words() {
      return since + replaced.map(container -> " " + container).orElse("");
    }
  }

  /** Reads a pod. */
  public static SidecarPod of(Pod pod) {
    Map<String, String> annotations = Metadata.annotations(pod);
    Optional<ContainerStatus> status = status(pod);
    return new SidecarPod(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        pod.getMetadata().getResourceVersion(),
        Metadata.labels(pod),
        Optional.ofNullable(pod.getSpec()).map(PodSpec::getNodeName),
        new Bootstrap(
            Optional.ofNullable(annotations.get(Labels.REVISION)),
            Optional.ofNullable(annotations.get(Annotations.BOOTSTRAP_CONTRACT)),
            annotations.containsKey(Annotations.PROXY_IMAGE)),
        image(pod.getSpec()),
        status
            .filter(it -> it.getState() != null && it.getState().getRunning() != null)
            .map(ContainerStatus::getContainerID),
        status.filter(it -> Boolean.TRUE.equals(it.getReady())).isPresent(),
        Readiness.isPodReady(pod),
        Optional.ofNullable(annotations.get(OperatorNames.SIDECAR_UPGRADE)).map(Upgrade::parse));
  }

  private static Optional<String> image(@Nullable PodSpec spec) {
    return spec == null
        ? Optional.empty()
        : Objects.requireNonNullElse(spec.getInitContainers(), List.<Container>of()).stream()
            .filter(container -> ProxyPod.CONTAINER.equals(container.getName()))
            .filter(container -> "Always".equals(container.getRestartPolicy()))
            .map(Container::getImage)
            .findFirst();
  }

  private static Optional<ContainerStatus> status(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : Objects.requireNonNullElse(
                pod.getStatus().getInitContainerStatuses(), List.<ContainerStatus>of())
            .stream()
            .filter(status -> ProxyPod.CONTAINER.equals(status.getName()))
            .findFirst();
  }

  /** Whether the sidecar is another one than the pod would get if it were made now. */
  boolean lacks(SidecarImage wanted) {
    return bootstrap.revision().filter(wanted.revision()::equals).isEmpty()
        || (!bootstrap.ownImage()
            && image.filter(it -> ProxyImage.areAlike(it, wanted.reference())).isEmpty());
  }

  /** Whether a container that was to go has gone, and another one is ready. */
  boolean isBack() {
    return sidecarReady
        && container.isPresent()
        && upgrade.flatMap(Upgrade::replaced).filter(container.get()::equals).isEmpty();
  }
}
