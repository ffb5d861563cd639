package io.meshwright.crd.mesh.v1alpha1;

import io.fabric8.kubernetes.api.model.Affinity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many replicas a Deployment of the mesh has, how large they are and where they run. */
public sealed interface Sizing permits ControlPlane, ManagedGateway {

  /** A fixed number; null exactly when {@link #autoscaling} is set. */
  @Nullable Integer replicas();

  /** Between which bounds the number follows the load; null for a fixed number. */
  @Nullable Autoscaling autoscaling();

  /** CPU and memory of each replica; what is not said is left to the version. */
  Resources resources();

  /** Labels that a node must carry. */
  Map<String, String> nodeSelector();

  /** Taints of nodes that replicas tolerate. */
  List<Toleration> tolerations();

  /** Affinity as in a Pod's spec. */
  @Nullable Affinity affinity();

  /** How replicas are spread over kinds of places. */
  List<TopologySpread> topologySpread();

  /** How many replicas may be taken away at once. */
  DisruptionBudget disruptionBudget();
}
