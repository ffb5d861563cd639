package io.meshwright.operator.gateway;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.operator.gateway.GatewayTarget.Absent;
import io.meshwright.operator.gateway.GatewayTarget.Follow;
import io.meshwright.operator.gateway.GatewayTarget.Wait;
import io.meshwright.operator.manifest.GatewayManifests;
import io.meshwright.operator.manifest.GatewayPlan;
import io.meshwright.operator.manifest.GatewayProxy;
import io.meshwright.operator.revision.ScalingDecision;
import java.util.List;
import java.util.Optional;

/** Decides which objects a gateway should have. Pure. */
public final class GatewayPlanner {

  private GatewayPlanner() {}

  /** The objects of a gateway, in the order of applying. */
  public static List<HasMetadata> objects(ObservedGateway observed) {
    return switch (observed.target()) {
      case Absent _ -> List.of();
      case Follow(GatewayProxy proxy) -> objects(observed, Optional.of(proxy));
      case Wait _ -> objects(observed, observed.present());
    };
  }

  private static List<HasMetadata> objects(ObservedGateway observed, Optional<GatewayProxy> proxy) {
    return GatewayManifests.of(
        new GatewayPlan(
            observed.mesh(),
            observed.namespace(),
            observed.gateway(),
            proxy,
            ScalingDecision.ofGateway(
                observed.gateway(), observed.deployment(), observed.autoscaler())));
  }
}
