package io.meshwright.operator.gateway;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.mesh.v1alpha1.GatewayStatus;
import io.meshwright.operator.gateway.GatewayTarget.Absent;
import io.meshwright.operator.gateway.GatewayTarget.Follow;
import io.meshwright.operator.gateway.GatewayTarget.Wait;
import io.meshwright.operator.manifest.GatewayProxy;
import io.meshwright.operator.revision.Rollout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how far gateways are. Pure. */
public final class GatewayReport {

  private GatewayReport() {}

  /**
   * What is to be said of gateways.
   *
   * @param before what was said last
   */
  public static List<GatewayStatus> of(List<ObservedGateway> gateways, List<GatewayStatus> before) {
    return gateways.stream().map(gateway -> of(gateway, before)).toList();
  }

  private static GatewayStatus of(ObservedGateway observed, List<GatewayStatus> before) {
    Rollout rollout = Rollout.of(observed.deployment(), observed.gateway().autoscaling());
    String revision =
        observed
            .present()
            .filter(_ -> rollout.complete())
            .map(GatewayProxy::revision)
            .or(() -> revisionBefore(observed, before))
            .orElse(null);
    return switch (observed.target()) {
      case Absent(ConditionReason reason, String message) ->
          status(observed, null, reason, message);
      case Wait(ConditionReason reason, String message) ->
          status(observed, revision, reason, message);
      case Follow(GatewayProxy proxy) ->
          observed.deployment() == null || observed.present().filter(proxy::equals).isPresent()
              ? status(observed, revision, rollout.reason(), rollout.message())
              : status(
                  observed,
                  revision,
                  ConditionReason.ROLLOUT_IN_PROGRESS,
                  "moving to MeshRevision " + proxy.revision());
    };
  }

  private static Optional<String> revisionBefore(
      ObservedGateway observed, List<GatewayStatus> before) {
    return before.stream()
        .filter(status -> status.name().equals(observed.gateway().name()))
        .filter(status -> status.namespace().equals(observed.namespace()))
        .findFirst()
        .flatMap(status -> Optional.ofNullable(status.revision()));
  }

  private static GatewayStatus status(
      ObservedGateway observed, @Nullable String revision, ConditionReason reason, String message) {
    return new GatewayStatus(
        observed.gateway().name(),
        observed.namespace(),
        revision,
        reason == ConditionReason.AVAILABLE,
        reason.word(),
        message);
  }
}
