package io.meshwright.operator.installation;

import static io.meshwright.operator.MeshUnderTest.condition;
import static io.meshwright.operator.MeshUnderTest.operatorKnowing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.Channel;
import io.meshwright.crd.mesh.v1alpha1.ResolvedVersion;
import io.meshwright.operator.MeshUnderTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Versions from the wish to the end of life, and what another operator makes of them. */
final class VersionLifeTest {

  private final MeshUnderTest mesh =
      new MeshUnderTest(operatorKnowing("0.0.1 eol", "0.0.2", "0.1.0 candidate"));

  private String image() {
    return mesh.cluster
        .list(Deployment.class)
        .getFirst()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getImage();
  }

  @Test
  @DisplayName("LC-A1: without a version, an installation gets the newest of its channel")
  void noVersionIsTheNewestOfTheChannel() {
    mesh.installation("default", "{}");
    mesh.rollOut();

    assertThat(mesh.installation("default").getStatus().version()).isEqualTo("0.0.2");
    assertThat(mesh.installation("default").getStatus().resolvedVersion())
        .isEqualTo(new ResolvedVersion("", Channel.stable, "0.0.2"));

    mesh.installation("default", "{channel: candidate}");
    mesh.rollOut();

    assertThat(mesh.installation("default").getStatus().version()).isEqualTo("0.1.0");
  }

  @Test
  @DisplayName("LC-operator-upgrade: a newer operator moves no mesh that names no version")
  void aNewerOperatorMovesNoMeshThatNamesNoVersion() {
    mesh.installation("default", "{}");
    mesh.rollOut();
    mesh.cluster.writes.clear();

    mesh.upgradeOperator(operatorKnowing("0.0.2", "0.0.3", "0.1.0"));
    mesh.settle();

    assertThat(mesh.cluster.writes).isEmpty();
    assertThat(mesh.revisionNames()).hasSize(1);
  }

  @Test
  void anAliasFollowsANewPatchAsANewRevision() {
    mesh.installation("default", "{version: 0.0-latest}");
    mesh.rollOut();
    String before = mesh.active();

    mesh.upgradeOperator(operatorKnowing("0.0.2", "0.0.3", "0.1.0"));
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(before);
    assertThat(mesh.desired()).startsWith("default-0-0-3-");
    assertThat(mesh.condition(ConditionType.UPGRADE_IN_PROGRESS)).isEqualTo("True Upgrading");
    mesh.rollOut();
    assertThat(mesh.active()).isEqualTo(mesh.desired());
  }

  @Test
  @DisplayName("LC-A5: a version past its end of life is refused once, by name")
  void anEndedVersionIsNotInstalled() {
    mesh.installation("default", "{version: 0.0.1}");
    mesh.settle();

    assertThat(mesh.condition(ConditionType.RECONCILED)).isEqualTo("False VersionEndOfLife");
    assertThat(mesh.condition(ConditionType.STALLED)).isEqualTo("True VersionEndOfLife");
    assertThat(mesh.installation("default").getStatus().conditions())
        .extracting(Condition::message)
        .contains(
            "MeshInstallation default: spec.version: found 0.0.1, expected a supported version:"
                + " 0.0.1 has reached its end of life");
    assertThat(mesh.installations.reconcile(mesh.installation("default"))).isEmpty();
    assertThat(mesh.cluster.writes).containsExactly("status MeshInstallation default");
  }

  @Test
  @DisplayName("LC-ended-version: a revision whose version ends is still looked after")
  void aRevisionWhoseVersionEndsIsStillLookedAfter() {
    mesh.installation("default", "{version: 0.0.2}");
    mesh.rollOut();
    String active = mesh.active();

    mesh.upgradeOperator(operatorKnowing("0.0.2 eol", "0.1.0"));
    mesh.settle();

    assertThat(mesh.condition(ConditionType.RECONCILED)).isEqualTo("False VersionEndOfLife");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(mesh.condition(ConditionType.WARNING)).isEqualTo("True VersionEndOfLife");
    assertThat(mesh.condition(ConditionType.STALLED)).isEqualTo("absent");
    assertThat(mesh.active()).isEqualTo(active);

    Deployment deployment = mesh.cluster.list(Deployment.class).getFirst();
    deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("evil");
    mesh.cluster.put(deployment);
    mesh.installation("default", "{version: 0.0.2, controlPlane: {replicas: 3}}");
    mesh.rollOut();

    assertThat(image()).isEqualTo("meshwright/runtime:0.0.2");
    assertThat(mesh.cluster.list(Deployment.class).getFirst().getSpec().getReplicas()).isEqualTo(3);
    assertThat(condition(mesh.revision(active).getStatus().conditions(), ConditionType.WARNING))
        .isEqualTo("True VersionEndOfLife");
  }

  @Test
  void aRunningRevisionOfAnUnknownVersionIsLeftAsItIsAndReported() {
    mesh.installation("default", "{version: 0.0.2}");
    mesh.rollOut();
    String active = mesh.active();

    mesh.upgradeOperator(operatorKnowing("0.1.0"));
    Service alias = mesh.cluster.get(Service.class, "istio-system", "istiod").orElseThrow();
    mesh.cluster.delete(alias);
    mesh.settle();

    assertThat(mesh.condition(ConditionType.RECONCILED)).isEqualTo("False ConfigInvalid");
    assertThat(mesh.active()).isEqualTo(active);
    assertThat(mesh.cluster.get(Service.class, "istio-system", "istiod")).isPresent();
    var conditions = mesh.revision(active).getStatus().conditions();
    assertThat(condition(conditions, ConditionType.RECONCILED)).isEqualTo("False VersionUnknown");
    assertThat(condition(conditions, ConditionType.READY)).isEqualTo("True Available");
    assertThat(image()).isEqualTo("meshwright/runtime:0.0.2");

    mesh.installation("default", "{version: 0.1.0}");
    mesh.rollOut();
    assertThat(mesh.active()).startsWith("default-0-1-0-");
  }

  @Test
  @DisplayName("LC-A6: with an unknown profile nothing is applied")
  void anUnknownProfileIsNamedAndNothingIsWritten() {
    mesh.installation("default", "{profile: ../demo}");
    mesh.settle();

    assertThat(mesh.condition(ConditionType.RECONCILED)).isEqualTo("False ConfigInvalid");
    assertThat(mesh.installation("default").getStatus().conditions().getFirst().message())
        .isEqualTo(
            "MeshInstallation default: spec.profile: found ../demo, expected one of default, demo,"
                + " minimal, openshift");
    assertThat(mesh.cluster.writes).containsExactly("status MeshInstallation default");
  }

  @Test
  void whatTheProfileContributedIsShown() {
    mesh.installation("default", "{profile: demo}");
    mesh.rollOut();

    assertThat(mesh.installation("default").getStatus().profile())
        .isNotNull()
        .satisfies(profile -> assertThat(profile.name()).isEqualTo("demo"))
        .satisfies(
            profile ->
                assertThat(profile.fields()).contains("injection.enableNamespacesByDefault"));
    assertThat(mesh.revision(mesh.active()).getSpec().injection().enableNamespacesByDefault())
        .isTrue();
  }

  @Test
  void aSpecThatBecomesInvalidLeavesTheMeshAsItIs() {
    mesh.installation("default", "{}");
    mesh.rollOut();
    String active = mesh.active();

    mesh.installation("default", "{profile: nonsense}");
    mesh.cluster.now = mesh.cluster.now.plusSeconds(3600);
    mesh.settle();

    assertThat(mesh.active()).isEqualTo(active);
    assertThat(mesh.revisionNames()).containsExactly(active);
    assertThat(mesh.cluster.get(Service.class, "istio-system", "istiod")).isPresent();
  }
}
