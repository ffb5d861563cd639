package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.meshwright.crd.mesh.v1alpha1.Resources;
import io.meshwright.crd.mesh.v1alpha1.Sizing;
import io.meshwright.crd.mesh.v1alpha1.TopologySpread;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link Sizing} in Kubernetes' words. */
final class Placement {

  private Placement() {}

  /**
   * A pod that has nothing yet but the places where it may run.
   *
   * @param selector of the pods that are spread
   */
  static PodSpecBuilder pod(Sizing size, Map<String, String> selector) {
    return new PodSpecBuilder()
        .withNodeSelector(size.nodeSelector())
        .withTolerations(size.tolerations().stream().map(Placement::toleration).toList())
        .withAffinity(size.affinity())
        .withTopologySpreadConstraints(
            size.topologySpread().stream().map(spread -> spread(spread, selector)).toList());
  }

  static ResourceRequirements resources(Resources resources) {
    return new ResourceRequirementsBuilder()
        .withRequests(quantities(resources.requests()))
        .withLimits(quantities(resources.limits()))
        .build();
  }

  /** Never a minimum: a single replica may still be drained. */
  static PodDisruptionBudget disruptionBudget(
      ObjectMeta metadata, Sizing size, Map<String, String> selector) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withNewMaxUnavailable(size.disruptionBudget().maxUnavailable())
        .withNewSelector()
        .withMatchLabels(selector)
        .endSelector()
        .endSpec()
        .build();
  }

  private static TopologySpreadConstraint spread(
      TopologySpread spread, Map<String, String> selector) {
    return new TopologySpreadConstraintBuilder()
        .withTopologyKey(spread.topologyKey())
        .withMaxSkew(spread.maxSkew())
        .withWhenUnsatisfiable(spread.whenUnsatisfiable().name())
        .withNewLabelSelector()
        .withMatchLabels(selector)
        .endLabelSelector()
        .build();
  }

  private static Toleration toleration(io.meshwright.crd.mesh.v1alpha1.Toleration toleration) {
    var operator = toleration.operator();
    var effect = toleration.effect();
    return new TolerationBuilder()
        .withKey(toleration.key())
        .withOperator(operator == null ? null : operator.name())
        .withValue(toleration.value())
        .withEffect(effect == null ? null : effect.name())
        .withTolerationSeconds(toleration.tolerationSeconds())
        .build();
  }

  private static Map<String, Quantity> quantities(Map<String, String> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> Quantity.parse(e.getValue())));
  }
}
