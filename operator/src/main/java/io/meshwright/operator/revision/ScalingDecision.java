package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.meshwright.crd.mesh.v1alpha1.Autoscaling;
import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
import io.meshwright.crd.mesh.v1alpha1.Sizing;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.manifest.Scaling;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides how many replicas a Deployment has, as far as the autoscaler does not. Pure. */
public final class ScalingDecision {

  /** A replica is given up when the others would still be this far below their target. */
  private static final double SHRINK_BELOW = 0.8;

  private ScalingDecision() {}

  /** The replicas of a gateway: nobody connects to it but clients, whom nobody counts. */
  public static Scaling ofGateway(
      ManagedGateway size,
      @Nullable Deployment deployment,
      @Nullable HorizontalPodAutoscaler autoscaler) {
    return of(size, deployment, autoscaler, SessionCounts.unknown());
  }

  static Scaling of(
      Sizing size,
      @Nullable Deployment deployment,
      @Nullable HorizontalPodAutoscaler autoscaler,
      SessionCounts sessions) {
    Autoscaling bounds = size.autoscaling();
    if (bounds == null) {
      return Scaling.fixed(Objects.requireNonNullElse(size.replicas(), 1));
    }
    int floor = floor(bounds, autoscaler, sessions);
    return new Scaling(replicas(deployment, floor), Optional.of(floor));
  }

  /**
   * As many replicas as the connected proxies need. What is not known takes none away, and a few
   * proxies more or less change nothing.
   */
  private static int floor(
      Autoscaling bounds, @Nullable HorizontalPodAutoscaler autoscaler, SessionCounts sessions) {
    Integer target = bounds.targetConnectedProxies();
    if (target == null) {
      return bounds.minReplicas();
    }
    int present =
        within(
            bounds,
            autoscaler == null
                ? bounds.minReplicas()
                : Objects.requireNonNullElse(autoscaler.getSpec().getMinReplicas(), 1));
    int needed = within(bounds, Math.ceil((double) sessions.total() / target));
    if (needed >= present) {
      return needed;
    }
    return sessions.known()
        ? Math.min(present, within(bounds, Math.ceil(sessions.total() / (target * SHRINK_BELOW))))
        : present;
  }

  private static int within(Autoscaling bounds, double replicas) {
    return (int) Math.clamp(replicas, bounds.minReplicas(), (double) bounds.maxReplicas());
  }

  /**
   * What is left out of an applied object is reset when nobody else owns it: the present number is
   * applied again and again until the autoscaler has written it once.
   */
  private static Optional<Integer> replicas(@Nullable Deployment deployment, int floor) {
    if (deployment == null) {
      return Optional.of(floor);
    }
    Integer present = deployment.getSpec().getReplicas();
    return isOnlyOurs(deployment) ? Optional.ofNullable(present) : Optional.empty();
  }

  private static boolean isOnlyOurs(Deployment deployment) {
    List<String> owners =
        deployment.getMetadata().getManagedFields().stream()
            .filter(ScalingDecision::ownsReplicas)
            .map(ManagedFieldsEntry::getManager)
            .distinct()
            .toList();
    return owners.equals(List.of(MeshNames.OPERATOR_FIELD_MANAGER));
  }

  private static boolean ownsReplicas(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.containsKey("f:replicas");
  }
}
