package io.meshwright.operator.installation;

import static io.meshwright.operator.MeshUnderTest.operatorKnowing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.preflight.Survey;
import io.meshwright.operator.preflight.Survey.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From one revision to another and back, and what is remembered of it. */
final class SwitchingLifeTest {

  private final MeshUnderTest mesh = new MeshUnderTest(operatorKnowing("0.0.1", "0.0.2"));

  @Test
  @DisplayName("LC-F1: an in-place upgrade rewrites the one revision and rolls its Deployment")
  void inPlaceRewritesTheRevision() {
    mesh.installation("default", "{version: 0.0.1, updateStrategy: {type: InPlace}}");
    mesh.rollOut();
    assertThat(mesh.active()).isEqualTo("default");

    mesh.installation("default", "{version: 0.0.2, updateStrategy: {type: InPlace}}");
    mesh.settle();

    assertThat(mesh.revisionNames()).containsExactly("default");
    assertThat(mesh.revision("default").getSpec().version()).isEqualTo("0.0.2");
    assertThat(mesh.active()).isEqualTo("default");
    assertThat(mesh.installation("default").getStatus().version()).isEqualTo("0.0.1");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False RevisionNotReady");
    assertThat(mesh.condition(ConditionType.UPGRADE_IN_PROGRESS)).isEqualTo("True Upgrading");
    assertThat(mesh.history())
        .containsExactly("0.0.2 VersionChanged InProgress", "0.0.1 Installed Succeeded");

    mesh.rollOut();

    assertThat(mesh.installation("default").getStatus().version()).isEqualTo("0.0.2");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(mesh.condition(ConditionType.UPGRADE_IN_PROGRESS)).isEqualTo("False AsExpected");
    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
    assertThat(mesh.history().getFirst()).isEqualTo("0.0.2 VersionChanged Succeeded");
  }

  /** The Deployment that is observed before a change is as ready as it was. */
  @Test
  @DisplayName("LC-F1: a changed control plane is not taken for ready before it has started anew")
  void aChangeInPlaceIsNotDoneBeforeItsPods() {
    mesh.installation("default", "{version: 0.0.1, updateStrategy: {type: InPlace}}");
    mesh.rollOut();

    mesh.installation(
        "default",
        "{version: 0.0.1, updateStrategy: {type: InPlace}, images: {registry: other.example}}");
    mesh.settle();

    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False RevisionNotReady");
    assertThat(mesh.history().getFirst()).isEqualTo("0.0.1 ConfigurationChanged InProgress");

    mesh.rollOut();
    assertThat(mesh.history().getFirst()).isEqualTo("0.0.1 ConfigurationChanged Succeeded");
  }

  @Test
  @DisplayName(
      "LC-F4: from InPlace to RevisionBased and back, the names follow and the old one goes")
  void theStrategyCanBeChangedBothWays() {
    mesh.installation("default", "{version: 0.0.1, updateStrategy: {type: InPlace}}");
    mesh.rollOut();

    mesh.installation("default", "{version: 0.0.1}");
    mesh.settle();
    assertThat(mesh.active()).isEqualTo("default");
    assertThat(mesh.desired()).startsWith("default-0-0-1-");
    mesh.rollOut();
    assertThat(mesh.active()).startsWith("default-0-0-1-");
    assertThat(mesh.revisionNames()).hasSize(2);
    mesh.cluster.now = mesh.cluster.now.plusSeconds(31);
    mesh.settle();
    assertThat(mesh.revisionNames()).containsExactly(mesh.active());

    mesh.installation("default", "{version: 0.0.1, updateStrategy: {type: InPlace}}");
    mesh.rollOut();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(31);
    mesh.settle();

    assertThat(mesh.active()).isEqualTo("default");
    assertThat(mesh.revisionNames()).containsExactly("default");
    assertThat(mesh.history())
        .containsExactly(
            "0.0.1 StrategyChanged Succeeded",
            "0.0.1 StrategyChanged Succeeded",
            "0.0.1 Installed Succeeded");
  }

  @Test
  @DisplayName("LC-tag-flip: tags and injection follow only a revision that is ready")
  void tagsAndInjectionFollowOnlyARevisionThatIsReady() {
    mesh.installation("default", "{version: 0.0.1}");
    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "default");
    mesh.rollOut();
    String before = mesh.active();

    mesh.installation("default", "{version: 0.0.2}");
    mesh.settle();

    assertThat(mesh.desired()).startsWith("default-0-0-2-");
    assertThat(mesh.active()).isEqualTo(before);
    assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(before);
    assertThat(mesh.injector("istio-revision-tag-prod")).isEqualTo("istiod-" + before);
    assertThat(mesh.injector("istio-revision-tag-default")).isEqualTo("istiod-" + before);
    assertThat(
            mesh.cluster
                .get(Service.class, "istio-system", "istiod")
                .orElseThrow()
                .getSpec()
                .getSelector())
        .containsEntry("istio.io/rev", before);

    mesh.rollOut();

    assertThat(mesh.active()).startsWith("default-0-0-2-");
    assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(mesh.active());
    assertThat(mesh.injector("istio-revision-tag-prod")).isEqualTo("istiod-" + mesh.active());
  }

  @Test
  void aBlockedRevisionDoesNotBecomeActive() {
    mesh.installation("default", "{version: 0.0.1}");
    mesh.rollOut();
    String before = mesh.active();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(120);
    anAncientCluster();

    mesh.installation("default", "{version: 0.0.2}");
    mesh.rollOut();

    assertThat(mesh.active()).isEqualTo(before);
    assertThat(mesh.condition(ConditionType.PREFLIGHT_PASSED)).isEqualTo("False ClusterTooOld");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("False PreflightFailed");
    assertThat(mesh.condition(ConditionType.STALLED)).isEqualTo("True PreflightFailed");
    assertThat(mesh.condition(ConditionType.DEGRADED)).isEqualTo("False AsExpected");
    assertThat(mesh.history().getFirst()).isEqualTo("0.0.2 VersionChanged Blocked");
  }

  private void anAncientCluster() {
    mesh.surveyor.survey =
        new Survey(
            "1.20",
            List.of(),
            CrdBundle.all(),
            Map.of(),
            Optional.empty(),
            new Configuration(List.of(), true));
  }

  @Test
  void preflightHoldsUpOnlyWhatIsNotActiveYet() {
    mesh.installation("default", "{version: 0.0.1}");
    mesh.rollOut();
    MeshRevision active = mesh.revision(mesh.active());
    active.setStatus(
        new MeshRevisionStatus(
            1L,
            null,
            active.getStatus().conditions().stream()
                .filter(c -> !c.type().equals(ConditionType.PREFLIGHT_PASSED.word()))
                .toList()));
    mesh.cluster.putStatus(active);

    mesh.installations.reconcile(mesh.installation("default"));

    assertThat(mesh.condition(ConditionType.PREFLIGHT_PASSED)).startsWith("Unknown");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(mesh.condition(ConditionType.UPGRADE_IN_PROGRESS)).isEqualTo("False AsExpected");
  }

  @Test
  @DisplayName("LC-stale-ready: a revision without the new values says nothing about them")
  void aReadyRevisionWithoutTheNewValuesSaysNothingAboutThem() {
    mesh.installation("default", "{version: 0.0.1, updateStrategy: {type: InPlace}}");
    mesh.rollOut();
    mesh.installation(
        "default",
        "{version: 0.0.1, controlPlane: {replicas: 2}," + " updateStrategy: {type: InPlace}}");

    mesh.installations.reconcile(mesh.installation("default"));

    assertThat(mesh.installation("default").getStatus().observedGeneration()).isEqualTo(2);
    assertThat(mesh.condition(ConditionType.READY)).startsWith("False");
  }

  @Test
  @DisplayName("LC-progress: each switch is remembered with its cause")
  void goingBackIsOneChangeAndIsRemembered() {
    mesh.installation("default", "{version: 0.0.1}");
    mesh.rollOut();
    String first = mesh.active();
    mesh.installation("default", "{version: 0.0.2}");
    mesh.rollOut();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(5);

    mesh.installation("default", "{version: 0.0.1}");
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(first);
    assertThat(mesh.history())
        .containsExactly(
            "0.0.1 RolledBack Succeeded",
            "0.0.2 VersionChanged Succeeded",
            "0.0.1 Installed Succeeded");
  }

  @Test
  void aSwitchThatWasOvertakenIsSupersededAndTenAreKept() {
    mesh.installation("default", "{version: 0.0.1}");
    mesh.rollOut();
    for (int i = 0; i < 12; i++) {
      mesh.installation("default", "{version: 0.0.1, meshConfig: {trustDomain: td" + i + "}}");
      mesh.settle();
    }

    List<Switch> history = mesh.installation("default").getStatus().history();
    assertThat(history).hasSize(MeshInstallationStatus.MAX_HISTORY);
    assertThat(history.getFirst().result()).isEqualTo(Switch.Result.InProgress);
    assertThat(history.getFirst().completionTime()).isNull();
    assertThat(history.subList(1, 10))
        .allSatisfy(
            entry -> {
              assertThat(entry.result()).isEqualTo(Switch.Result.Superseded);
              assertThat(entry.cause()).isEqualTo(Switch.Cause.ConfigurationChanged);
              assertThat(entry.completionTime()).isNotNull();
            });
  }
}
