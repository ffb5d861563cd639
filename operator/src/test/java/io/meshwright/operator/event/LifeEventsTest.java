package io.meshwright.operator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.preflight.FakeSurveyor;
import io.meshwright.operator.preflight.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Events that a user sees from the first apply on. */
final class LifeEventsTest {

  private final FakeCluster cluster = new FakeCluster();
  private final List<String> told = new ArrayList<>();
  private final MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(
              cluster, event -> told.add(event.about().kind() + " " + event.reason().word())));

  private void installed() {
    mesh.installation("default", "{}");
    mesh.settle();
    cluster.runtimeStarts("istio-system", "root");
    mesh.settle();
  }

  @Test
  void anInstallationTellsItsSteps() {
    installed();

    assertThat(told)
        .containsSubsequence(
            "MeshInstallation NamespaceCreated",
            "MeshInstallation RevisionCreated",
            "MeshRevision Ready",
            "MeshInstallation Ready")
        .contains("MeshInstallation RevisionActivated")
        .doesNotContain("MeshRevision NotReady", "MeshInstallation DriftReverted")
        .doesNotHaveDuplicates();
  }

  @Test
  void nothingIsToldAtRest() {
    installed();
    told.clear();
    cluster.now = cluster.now.plusSeconds(600);
    mesh.settle();

    assertThat(told).isEmpty();
  }

  @Test
  void anUpgradeTellsWhatIsFollowedAndWhatWasRemoved() {
    installed();
    MeshRevisionTag tag = new MeshRevisionTag();
    tag.setMetadata(new ObjectMetaBuilder().withName("prod").build());
    tag.setSpec(new MeshRevisionTagSpec(new TargetRef(TargetRef.Kind.MeshInstallation, "default")));
    cluster.put(tag);
    mesh.settle();
    told.clear();

    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.settle();
    cluster.runtimeStarts("istio-system", "root");
    mesh.settle();
    cluster.now = cluster.now.plusSeconds(60);
    mesh.settle();

    assertThat(told)
        .contains(
            "MeshInstallation UpgradeStarted",
            "MeshInstallation UpgradeFinished",
            "MeshInstallation RevisionCreated",
            "MeshInstallation RevisionActivated",
            "MeshRevision PreflightPassed",
            "MeshRevisionTag TagMoved",
            "MeshRevision Unused",
            "MeshInstallation RevisionPruned");
  }

  @Test
  void whatPreflightFindsIsTold() {
    mesh.surveyor.survey =
        new Survey(
            "1.1",
            List.of(),
            FakeSurveyor.healthy().crds(),
            Map.of(),
            Optional.empty(),
            FakeSurveyor.healthy().configuration());
    mesh.installation("default", "{}");
    mesh.settle();

    assertThat(told)
        .contains("MeshRevision PreflightFailed")
        .doesNotContain("MeshInstallation RevisionActivated");
  }

  @Test
  void driftIsTold() {
    installed();
    told.clear();
    Deployment deployment = cluster.list(Deployment.class).getFirst();
    deployment.getSpec().setReplicas(7);
    cluster.put(deployment);
    mesh.settle();

    assertThat(told).contains("MeshRevision DriftReverted");
  }

  @Test
  void aRefusalIsToldOnceAndItsEndToo() {
    mesh.installation("default", "{}");
    cluster.refuses = key -> key.kind().equals("PodDisruptionBudget");
    assertThatThrownBy(mesh::settle).isInstanceOf(ApplyException.class);
    assertThatThrownBy(mesh::settle).isInstanceOf(ApplyException.class);
    cluster.refuses = _ -> false;
    mesh.settle();

    assertThat(told)
        .containsOnlyOnce("MeshRevision ReconcileFailed")
        .contains("MeshRevision ReconcileRecovered");
  }

  @Test
  void pauseAndResumeAreTold() {
    installed();
    told.clear();
    mesh.installation("default", "{paused: true}");
    mesh.settle();
    mesh.installation("default", "{}");
    mesh.settle();

    assertThat(told)
        .containsSubsequence("MeshInstallation Paused", "MeshInstallation Resumed")
        .doesNotContain("MeshInstallation ReconcileFailed");
  }
}
