package io.meshwright.operator.workload;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.revision.Rollout;
import io.meshwright.operator.workload.Workload.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads objects that can be restarted. Pure. */
public final class WorkloadReader {

  /** API group of Argo Rollouts. */
  public static final String ROLLOUT_GROUP = "argoproj.io";

  private static final String ON_DELETE = "OnDelete";
  private static final Optional<String> HELD_BY_STRATEGY =
      Optional.of("its update strategy is OnDelete");

  private static final IntOrString QUARTER = new IntOrString("25%");

  private WorkloadReader() {}

  /** Reads an object; empty if its kind cannot be restarted. */
  public static Optional<Workload> read(HasMetadata object) {
    return switch (object) {
      case Deployment deployment -> Optional.of(of(deployment));
      case StatefulSet set -> Optional.of(of(set));
      case DaemonSet set -> Optional.of(of(set));
      case GenericKubernetesResource rollout when isRollout(rollout) -> Optional.of(of(rollout));
      default -> Optional.empty();
    };
  }

  /** Whether an object is a Rollout of Argo. */
  public static boolean isRollout(HasMetadata object) {
    return WorkloadKey.ROLLOUT.equals(object.getKind())
        && object.getApiVersion().startsWith(ROLLOUT_GROUP + "/");
  }

  private static Workload of(Deployment deployment) {
    int replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    Rollout rollout = Rollout.of(deployment, null);
    return workload(
        deployment,
        deployment.getSpec().getTemplate(),
        new Progress(rollout.complete(), rollout.message()),
        disruption(deployment.getSpec().getStrategy(), replicas),
        Boolean.TRUE.equals(deployment.getSpec().getPaused())
            ? Optional.of("its rollout is paused")
            : Optional.empty());
  }

  private static Workload of(StatefulSet set) {
    int replicas = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    StatefulSetStatus status =
        Objects.requireNonNullElseGet(set.getStatus(), StatefulSetStatus::new);
    StatefulSetUpdateStrategy strategy = set.getSpec().getUpdateStrategy();
    boolean rolled =
        status.getUpdateRevision() == null
            || status.getUpdateRevision().equals(status.getCurrentRevision());
    int updated = rolled ? replicas : count(status.getUpdatedReplicas());
    int available =
        Objects.requireNonNullElse(status.getAvailableReplicas(), count(status.getReadyReplicas()));
    return workload(
        set,
        set.getSpec().getTemplate(),
        progress(set, status.getObservedGeneration(), updated, available, replicas),
        1,
        held(strategy));
  }

  private static Workload of(DaemonSet set) {
    DaemonSetStatus status = Objects.requireNonNullElseGet(set.getStatus(), DaemonSetStatus::new);
    int desired = count(status.getDesiredNumberScheduled());
    var strategy = set.getSpec().getUpdateStrategy();
    IntOrString unavailable =
        strategy == null || strategy.getRollingUpdate() == null
            ? null
            : strategy.getRollingUpdate().getMaxUnavailable();
    return workload(
        set,
        set.getSpec().getTemplate(),
        progress(
            set,
            status.getObservedGeneration(),
            count(status.getUpdatedNumberScheduled()),
            count(status.getNumberAvailable()),
            desired),
        unavailable == null ? 1 : Portion.of(unavailable).roundedUp(desired),
        strategy != null && ON_DELETE.equals(strategy.getType())
            ? HELD_BY_STRATEGY
            : Optional.empty());
  }

  /**
   * Of Argo: pods are replaced without another template. {@code spec.restartAt} says when, and
   * {@code status.restartedAt} that it was done.
   */
  private static Workload of(GenericKubernetesResource rollout) {
    int replicas = number(rollout, 1, "spec", "replicas");
    int available = number(rollout, 0, "status", "availableReplicas");
    Object asked = rollout.get("spec", "restartAt");
    boolean restarted = asked == null || asked.equals(rollout.get("status", "restartedAt"));
    Map<String, String> labels = new HashMap<>();
    if (rollout.get("spec", "template", "metadata", "labels") instanceof Map<?, ?> written) {
      written.forEach((key, value) -> labels.put(key.toString(), String.valueOf(value)));
    }
    Optional<String> ofTemplate =
        Optional.ofNullable(
                rollout.get(
                    "spec",
                    "template",
                    "metadata",
                    "annotations",
                    OperatorNames.SIDECAR_UPGRADE_MODE))
            .map(String::valueOf);
    return new Workload(
        key(rollout),
        rollout.getMetadata().getUid(),
        rollout.getMetadata().getResourceVersion(),
        labels,
        annotation(rollout, OperatorNames.PROXY_UPDATE),
        sidecars(rollout, ofTemplate),
        annotation(rollout, OperatorNames.RESTARTED_FOR).flatMap(Workload.Restart::parse),
        new Progress(
            restarted && available >= replicas,
            restarted
                ? available + " of " + replicas + " replicas available"
                : "its pods are being restarted"),
        1,
        Boolean.TRUE.equals(rollout.get("spec", "paused"))
            ? Optional.of("its rollout is paused")
            : Optional.empty());
  }

  private static int number(GenericKubernetesResource object, int absent, Object... path) {
    return object.get(path) instanceof Number number ? number.intValue() : absent;
  }

  private static Workload workload(
      HasMetadata object,
      PodTemplateSpec template,
      Progress progress,
      int disruption,
      Optional<String> held) {
    ObjectMeta pod = Objects.requireNonNullElseGet(template.getMetadata(), ObjectMeta::new);
    Map<String, String> labels = Objects.requireNonNullElse(pod.getLabels(), Map.of());
    Optional<String> ofTemplate =
        Optional.ofNullable(pod.getAnnotations())
            .map(annotations -> annotations.get(OperatorNames.SIDECAR_UPGRADE_MODE));
    return new Workload(
        key(object),
        object.getMetadata().getUid(),
        object.getMetadata().getResourceVersion(),
        labels,
        annotation(object, OperatorNames.PROXY_UPDATE),
        sidecars(object, ofTemplate),
        annotation(object, OperatorNames.RESTARTED_FOR).flatMap(Workload.Restart::parse),
        progress,
        disruption,
        held);
  }

  private static WorkloadKey key(HasMetadata object) {
    return new WorkloadKey(
        object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private static Progress progress(
      HasMetadata set, @Nullable Long observed, int updated, int available, int wanted) {
    boolean acted = observed != null && observed >= set.getMetadata().getGeneration();
    return new Progress(
        acted && updated >= wanted && available >= wanted,
        acted
            ? "%d of %d pods updated, %d available".formatted(updated, wanted, available)
            : "the change is not acted upon yet");
  }

  /** Kubernetes' defaults: a quarter, rounded down, unless a pod more may run meanwhile. */
  private static int disruption(@Nullable DeploymentStrategy strategy, int replicas) {
    if (strategy != null && "Recreate".equals(strategy.getType())) {
      return replicas;
    }
    IntOrString unavailable = null;
    IntOrString surge = null;
    if (strategy != null && strategy.getRollingUpdate() != null) {
      unavailable = strategy.getRollingUpdate().getMaxUnavailable();
      surge = strategy.getRollingUpdate().getMaxSurge();
    }
    int away = Portion.of(unavailable == null ? QUARTER : unavailable).roundedDown(replicas);
    int more = Portion.of(surge == null ? QUARTER : surge).roundedUp(replicas);
    return away == 0 && more == 0 ? 1 : away;
  }

  private static Optional<String> held(@Nullable StatefulSetUpdateStrategy strategy) {
    if (strategy == null) {
      return Optional.empty();
    }
    if (ON_DELETE.equals(strategy.getType())) {
      return HELD_BY_STRATEGY;
    }
    return strategy.getRollingUpdate() != null
            && count(strategy.getRollingUpdate().getPartition()) > 0
        ? Optional.of("its update strategy has a partition")
        : Optional.empty();
  }

  private static SidecarWish sidecars(HasMetadata object, Optional<String> ofTemplate) {
    return SidecarWish.ofWorkload(
        key(object), annotation(object, OperatorNames.SIDECAR_UPGRADE_MODE), ofTemplate);
  }

  private static Optional<String> annotation(HasMetadata object, String key) {
    return Optional.ofNullable(Metadata.annotations(object).get(key));
  }

  private static int count(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
