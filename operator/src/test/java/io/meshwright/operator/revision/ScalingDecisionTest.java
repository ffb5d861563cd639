package io.meshwright.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.ControlPlane;
import io.meshwright.operator.manifest.Scaling;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScalingDecisionTest {

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final ControlPlane auto =
      controlPlane("{autoscaling: {minReplicas: 2, maxReplicas: 5, targetConnectedProxies: 100}}");

  private ControlPlane controlPlane(String yaml) {
    return serialization.unmarshal("---\n" + yaml, ControlPlane.class);
  }

  private static SessionCounts proxies(boolean known, long count) {
    return new SessionCounts(known, Map.of("shop", new ProxyCounts(count, 0)));
  }

  private static HorizontalPodAutoscaler autoscaler(int floor) {
    return new HorizontalPodAutoscalerBuilder()
        .withNewSpec()
        .withMinReplicas(floor)
        .endSpec()
        .build();
  }

  private Deployment deployment(int replicas, String... owners) {
    StringBuilder fields = new StringBuilder();
    for (String owner : owners) {
      fields.append("{manager: %s, fieldsV1: {'f:spec': {'f:replicas': {}}}},".formatted(owner));
    }
    return serialization.unmarshal(
        "---\n{metadata: {managedFields: [%s]}, spec: {replicas: %d}}".formatted(fields, replicas),
        Deployment.class);
  }

  @ParameterizedTest(name = "{0} proxies, {1} replicas at least: {2}")
  @CsvSource({
    "0, 2, 2",
    "200, 2, 2",
    "201, 2, 3",
    "420, 2, 5",
    "9999, 2, 5",
    // given up late: three replicas carry 240 at most before a fourth goes
    "299, 4, 4",
    "241, 4, 4",
    "240, 4, 3",
    "0, 5, 2",
  })
  void theFloorFollowsConnectedProxies(long proxies, int present, int floor) {
    assertThat(
            ScalingDecision.of(
                    auto, deployment(2, "hpa"), autoscaler(present), proxies(true, proxies))
                .floor())
        .contains(floor);
  }

  @Test
  void whatIsNotKnownTakesNoReplicaAway() {
    assertThat(ScalingDecision.of(auto, null, autoscaler(4), SessionCounts.unknown()).floor())
        .contains(4);
    assertThat(ScalingDecision.of(auto, null, autoscaler(2), proxies(false, 301)).floor())
        .contains(4);
  }

  @Test
  void withoutATargetTheFloorIsTheSpecs() {
    assertThat(
            ScalingDecision.of(
                    controlPlane("{autoscaling: {minReplicas: 3}}"),
                    null,
                    autoscaler(5),
                    proxies(true, 10_000))
                .floor())
        .contains(3);
  }

  @Test
  void aFixedNumberNeedsNoAutoscaler() {
    assertThat(ScalingDecision.of(controlPlane("{replicas: 4}"), null, null, proxies(true, 1)))
        .isEqualTo(Scaling.fixed(4));
  }

  @Test
  void theFirstDeploymentStartsAtTheFloor() {
    assertThat(ScalingDecision.of(auto, null, null, proxies(true, 0)).replicas()).contains(2);
  }

  @Test
  void thePresentNumberStaysUntilTheAutoscalerOwnsIt() {
    assertThat(replicas(deployment(3, "meshwright-operator"))).contains(3);
    assertThat(replicas(deployment(3, "meshwright-operator", "kube-controller-manager"))).isEmpty();
    assertThat(replicas(deployment(3, "kube-controller-manager"))).isEmpty();
    assertThat(replicas(deployment(3))).isEmpty();
  }

  private Optional<Integer> replicas(Deployment deployment) {
    return ScalingDecision.of(auto, deployment, null, proxies(true, 0)).replicas();
  }
}
