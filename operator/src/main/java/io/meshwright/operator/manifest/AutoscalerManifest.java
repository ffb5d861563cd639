package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.meshwright.crd.mesh.v1alpha1.Autoscaling;

/**
 * The autoscaler of a runtime. Kubernetes adds and removes replicas by CPU; for connected proxies
 * it would need an adapter of a metrics API, so the operator, which counts them, raises the lower
 * bound instead. Kubernetes keeps to the bounds even where no metrics are served.
 */
final class AutoscalerManifest {

  /** A replica that goes sends its proxies to the others: not more than one in this time. */
  private static final int SHRINK_SECONDS = 300;

  private AutoscalerManifest() {}

  static HorizontalPodAutoscaler of(RevisionPlan plan, Autoscaling bounds, int floor) {
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(RevisionManifests.metadata(plan, plan.names().runtime()))
        .withNewSpec()
        .withNewScaleTargetRef("apps/v1", "Deployment", plan.names().runtime())
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
