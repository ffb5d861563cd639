package io.meshwright.operator.installation;

import static io.meshwright.operator.MeshUnderTest.operatorKnowing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.operator.MeshUnderTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Back by one field, and never to a control plane that does not run. */
final class RollbackLifeTest {

  private static final String GATEWAY =
      "gateways: [{name: ingress, namespace: edge, service: {type: ClusterIP}}]";

  private final MeshUnderTest mesh = new MeshUnderTest(operatorKnowing("0.1.0", "0.2.0"));
  private String first = "";
  private String second = "";

  @BeforeEach
  void fromOneVersionToAnother() {
    mesh.cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("edge")
            .withLabels(Map.of("istio-injection", "enabled"))
            .endMetadata()
            .build());
    mesh.installation("default", "{version: 0.1.0}");
    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "default");
    mesh.rollOut();
    first = mesh.active();
    keepsInUse("shop", first);
    mesh.installation("default", "{version: 0.2.0}");
    mesh.rollOut();
    second = mesh.active();
    assertThat(second).isNotEqualTo(first);
  }

  private void keepsInUse(String namespace, String revision) {
    mesh.cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(namespace)
            .withLabels(Map.of("istio.io/rev", revision))
            .endMetadata()
            .build());
    mesh.settle();
  }

  private String gatewaysRevision() {
    return mesh.cluster
        .get(Deployment.class, "edge", "ingress")
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getLabels()
        .getOrDefault("istio.io/rev", "none");
  }

  @Test
  @DisplayName("LC-rollback: one field leads back, tags and gateways with it, and forward again")
  void oneFieldLeadsBackAndForwardAgain() {
    mesh.installation("default", "{version: 0.2.0, rollbackTo: " + first + "}");
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(first);
    assertThat(mesh.desired()).isEqualTo(first);
    assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(first);
    assertThat(mesh.injector("istio-revision-tag-default")).isEqualTo("istiod-" + first);
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(mesh.installation("default").getStatus().version()).isEqualTo("0.1.0");
    assertThat(mesh.history())
        .containsExactly(
            "0.1.0 RolledBack Succeeded",
            "0.2.0 VersionChanged Succeeded",
            "0.1.0 Installed Succeeded");

    mesh.installation("default", "{version: 0.2.0}");
    mesh.rollOut();
    assertThat(mesh.active()).isEqualTo(second);
    assertThat(mesh.history()).first().isEqualTo("0.2.0 VersionChanged Succeeded");
  }

  @Test
  @DisplayName("LC-rollback: gateways of the installation go back too")
  void gatewaysGoBackToo() {
    keepsInUse("shop", second);
    String other = "{version: 0.2.0, meshConfig: {trustDomain: example.org}, " + GATEWAY;
    mesh.installation("default", other + "}");
    mesh.rollOut();
    mesh.rollOut();
    assertThat(gatewaysRevision()).isEqualTo(mesh.active()).isNotEqualTo(second);
    mesh.installation("default", other + ", rollbackTo: " + second + "}");
    mesh.rollOut();
    assertThat(mesh.active()).isEqualTo(second);
    assertThat(gatewaysRevision()).isEqualTo(second);
  }

  @Test
  void whatIsGoneBackToStaysThoughNothingElseUsesIt() {
    mesh.installation("default", "{version: 0.2.0, rollbackTo: " + first + "}");
    mesh.settle();
    keepsInUse("shop", "other");
    mesh.cluster.now = mesh.cluster.now.plus(Duration.ofDays(1));
    mesh.settle();
    assertThat(mesh.revisionNames()).containsExactly(first);
    assertThat(mesh.active()).isEqualTo(first);
  }

  @Test
  void aSpecThatCannotBeUsedIsNoObstacleOnTheWayBack() {
    mesh.installation("default", "{version: 9.9.9, rollbackTo: " + first + "}");
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(first);
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
  }

  @Test
  void aRevisionThatIsGoneIsNotWaitedFor() {
    mesh.installation("default", "{version: 0.2.0, rollbackTo: default-0-0-9-00000000}");
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(second);
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
  }

  @Test
  @DisplayName("LC-rollback: a control plane that crash-loops is never made active")
  void aControlPlaneThatCrashLoopsNeverBecomesActive() {
    mesh.installation("default", "{version: 0.2.0, meshConfig: {trustDomain: example.org}}");
    mesh.settle();
    String broken = mesh.desired();
    for (int hour = 0; hour < 3; hour++) {
      crashLoops("istiod-" + broken);
      mesh.cluster.now = mesh.cluster.now.plus(Duration.ofHours(1));
      mesh.settle();
      assertThat(mesh.active()).isEqualTo(second);
      assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(second);
      assertThat(mesh.injector("istio-revision-tag-default")).isEqualTo("istiod-" + second);
    }
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False RevisionNotReady");
    assertThat(mesh.history()).first().isEqualTo("0.2.0 ConfigurationChanged InProgress");
  }

  @Test
  void norIsOneThatIsGoneBackTo() {
    crashLoops("istiod-" + first);
    mesh.settle();
    mesh.installation("default", "{version: 0.2.0, rollbackTo: " + first + "}");
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(second);
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False RevisionNotReady");
    mesh.rollOut();
    assertThat(mesh.active()).isEqualTo(first);
  }

  private void crashLoops(String deployment) {
    Deployment broken =
        mesh.cluster.get(Deployment.class, "istio-system", deployment).orElseThrow();
    broken.setStatus(
        new DeploymentStatusBuilder()
            .withObservedGeneration(broken.getMetadata().getGeneration())
            .withReplicas(broken.getSpec().getReplicas())
            .withUpdatedReplicas(broken.getSpec().getReplicas())
            .withUnavailableReplicas(broken.getSpec().getReplicas())
            .build());
    mesh.cluster.putStatus(broken);
    assertThat(mesh.cluster.list(MeshRevision.class)).isNotEmpty();
  }
}
