package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.mesh.v1alpha1.Autoscaling;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a Deployment is: ready only when all replicas run the newest template and no older pod is
 * left.
 */
public record Rollout(boolean complete, ConditionReason reason, String message) {

  /** With an autoscaler, replicas above its lower bound may still be on their way. */
  public static Rollout of(@Nullable Deployment deployment, @Nullable Autoscaling autoscaling) {
    if (deployment == null) {
      return new Rollout(false, ConditionReason.DEPLOYMENT_MISSING, "the Deployment is not there");
    }
    int replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    int wanted = autoscaling == null ? replicas : Math.min(replicas, autoscaling.minReplicas());
    if (wanted == 0) {
      return inProgress("the Deployment is scaled to zero");
    }
    DeploymentStatus status = deployment.getStatus();
    if (status == null
        || count(status.getObservedGeneration())
            < count(deployment.getMetadata().getGeneration())) {
      return inProgress("the change of the Deployment is not acted upon yet");
    }
    int updated = count(status.getUpdatedReplicas());
    int available = count(status.getAvailableReplicas());
    int total = count(status.getReplicas());
    if (updated < wanted || available < wanted || total > updated) {
      return inProgress(
          updated
              + " of "
              + wanted
              + " replicas updated, "
              + available
              + " available, "
              + (total - updated)
              + " of an older template");
    }
    return new Rollout(
        true, ConditionReason.AVAILABLE, available + " of " + wanted + " replicas available");
  }

  /** Whether no replica serves. */
  static boolean isDown(@Nullable Deployment deployment) {
    return deployment == null
        || deployment.getStatus() == null
        || count(deployment.getStatus().getAvailableReplicas()) == 0;
  }

  private static Rollout inProgress(String message) {
    return new Rollout(false, ConditionReason.ROLLOUT_IN_PROGRESS, message);
  }

  private static int count(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static long count(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
