package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.meshwright.crd.mesh.v1alpha1.Autoscaling;

/**
 * The autoscaler of a Deployment of its name. Kubernetes adds and removes replicas by CPU; for the
 * connected proxies of a runtime it would need an adapter of a metrics API, so the operator, which
 * counts them, raises the lower bound instead. Kubernetes keeps to the bounds even where no metrics
 * are served.
 */
final class AutoscalerManifest {

  /** A replica that goes sends its clients to the others: not more than one in this time. */
  private static final int SHRINK_SECONDS = 300;

  private AutoscalerManifest() {}

  static HorizontalPodAutoscaler of(ObjectMeta metadata, Autoscaling bounds, int floor) {
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withNewScaleTargetRef("apps/v1", "Deployment", metadata.getName())
        .withMinReplicas(floor)
        .withMaxReplicas(bounds.maxReplicas())
        .addNewMetric()
        .withType("Resource")
        .withNewResource()
        .withName("cpu")
        .withNewTarget()
        .withType("Utilization")
        .withAverageUtilization(bounds.targetCPUUtilization())
        .endTarget()
        .endResource()
        .endMetric()
        .withNewBehavior()
        .withNewScaleDown()
        .withStabilizationWindowSeconds(SHRINK_SECONDS)
        .withPolicies(new HPAScalingPolicy(SHRINK_SECONDS, "Pods", 1))
        .endScaleDown()
        .endBehavior()
        .endSpec()
        .build();
  }
}
