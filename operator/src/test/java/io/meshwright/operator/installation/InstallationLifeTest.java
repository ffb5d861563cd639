package io.meshwright.operator.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.mesh.v1alpha1.RevisionCounts;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ApplyException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a user sees of an installation, from the first apply to the last delete. */
final class InstallationLifeTest {

  private final MeshUnderTest mesh = new MeshUnderTest();

  private String condition(ConditionType type) {
    return Conditions.find(mesh.installation("default").getStatus().conditions(), type)
        .map(c -> c.status().word() + " " + c.reason())
        .orElse("absent");
  }

  private String active() {
    return String.valueOf(mesh.installation("default").getStatus().activeRevision());
  }

  private String desired() {
    return String.valueOf(mesh.installation("default").getStatus().desiredRevision());
  }

  private void installed() {
    mesh.installation("default", "{}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();
  }

  @Test
  void webhooksComeOnlyWhenTheRuntimeIsReady() {
    mesh.installation("default", "{}");
    mesh.settle();

    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
    assertThat(mesh.cluster.list(MutatingWebhookConfiguration.class)).isEmpty();
    assertThat(condition(ConditionType.RECONCILED)).isEqualTo("True Applied");
    assertThat(condition(ConditionType.READY)).isEqualTo("False RevisionNotReady");
    assertThat(condition(ConditionType.RECONCILING)).isEqualTo("True Progressing");
    assertThat(active()).isEqualTo("null");

    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();

    assertThat(mesh.cluster.list(MutatingWebhookConfiguration.class))
        .extracting(webhook -> webhook.getMetadata().getName())
        .containsExactlyInAnyOrder(
            "istio-sidecar-injector-" + desired(), "istio-revision-tag-default");
    assertThat(condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(condition(ConditionType.RECONCILING)).isEqualTo("absent");
    assertThat(active()).isEqualTo(desired());
    assertThat(mesh.cluster.get(Service.class, "istio-system", "istiod")).isPresent();
  }

  @Test
  @DisplayName("LC-B5: nothing is written at rest")
  void nothingIsWrittenAtRest() {
    installed();
    mesh.cluster.writes.clear();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(600);

    mesh.settle();

    assertThat(mesh.cluster.writes).isEmpty();
  }

  @Test
  void driftIsReverted() {
    installed();
    Deployment deployment = mesh.cluster.list(Deployment.class).getFirst();
    deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("evil");
    mesh.cluster.put(deployment);
    mesh.cluster.delete(mesh.cluster.list(Service.class).getFirst());

    mesh.settle();

    assertThat(mesh.cluster.list(Deployment.class).getFirst().getSpec().getTemplate().getSpec())
        .extracting(pod -> pod.getContainers().getFirst().getImage())
        .isEqualTo("meshwright/runtime:" + MeshVersion.NEWEST);
    assertThat(mesh.cluster.list(Service.class)).hasSize(2);
  }

  @Test
  void aChangedRootReachesTheWebhooks() {
    installed();
    mesh.cluster.runtimeStarts("istio-system", "root-1 root-2");
    mesh.settle();

    assertThat(mesh.cluster.list(MutatingWebhookConfiguration.class))
        .allSatisfy(
            webhook ->
                assertThat(webhook.getWebhooks().getFirst().getClientConfig().getCaBundle())
                    .isEqualTo("cm9vdC0xIHJvb3QtMg=="));
  }

  @Test
  @DisplayName("LC-F2, LC-F3: a new revision beside the old one, which goes after its grace")
  void aNewRevisionIsActiveOnlyWhenReadyAndTheOldOneGoesAfterGrace() {
    installed();
    String before = active();
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.settle();

    assertThat(desired()).isNotEqualTo(before);
    assertThat(active()).isEqualTo(before);
    assertThat(mesh.cluster.list(Deployment.class)).hasSize(2);

    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();
    assertThat(active()).isEqualTo(desired());
    assertThat(mesh.installations.reconcile(mesh.installation("default"))).isPresent();
    assertThat(mesh.cluster.list(MeshRevision.class)).hasSize(2);

    mesh.cluster.now = mesh.cluster.now.plusSeconds(31);
    mesh.settle();
    assertThat(mesh.cluster.list(MeshRevision.class))
        .extracting(revision -> revision.getMetadata().getName())
        .containsExactly(desired());
  }

  @Test
  @DisplayName("LC-F3: a revision that a pod still uses stays")
  void aRevisionThatAPodStillUsesStays() {
    installed();
    mesh.cluster.put(
        new PodBuilder()
            .withNewMetadata()
            .withName("old")
            .withNamespace("shop")
            .addToAnnotations("istio.io/rev", active())
            .endMetadata()
            .build());
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(3600);
    mesh.settle();

    assertThat(mesh.cluster.list(MeshRevision.class)).hasSize(2);
    assertThat(mesh.installation("default").getStatus().revisions())
        .isEqualTo(new RevisionCounts(2, 2, 1));
  }

  @Test
  void scalingChangesTheRunningRevision() {
    installed();
    String before = active();
    mesh.installation("default", "{controlPlane: {replicas: 3}}");
    mesh.settle();

    assertThat(desired()).isEqualTo(before);
    assertThat(mesh.cluster.list(Deployment.class).getFirst().getSpec().getReplicas()).isEqualTo(3);
    assertThat(condition(ConditionType.READY)).isEqualTo("False RevisionNotReady");
  }

  @Test
  void inPlaceKeepsOneRevisionOfTheInstallationsName() {
    mesh.installation("default", "{updateStrategy: {type: InPlace}}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();

    assertThat(active()).isEqualTo("default");
    assertThat(
            mesh.cluster
                .get(MutatingWebhookConfiguration.class, null, "istio-revision-tag-default")
                .orElseThrow()
                .getWebhooks())
        .extracting(webhook -> webhook.getName())
        .noneMatch(name -> name.startsWith("rev."));
  }

  @Test
  void anUnknownVersionIsNamedAndNothingIsWritten() {
    mesh.installation("default", "{version: 9.9.9}");
    mesh.settle();

    assertThat(condition(ConditionType.RECONCILED)).isEqualTo("False ConfigInvalid");
    assertThat(mesh.installation("default").getStatus().conditions())
        .extracting(Condition::message)
        .anySatisfy(
            message ->
                assertThat(message)
                    .startsWith(
                        "MeshInstallation default: spec.version: found 9.9.9, expected one of ")
                    .contains(MeshVersion.NEWEST));
    assertThat(mesh.cluster.writes).containsExactly("status MeshInstallation default");
  }

  @Test
  void aSecondInstallationInTheNamespaceIsRefused() {
    installed();
    mesh.installation("other", "{}");
    mesh.settle();

    assertThat(mesh.installation("other").getStatus().conditions().getFirst().message())
        .contains("spec.namespace: found istio-system, expected a namespace that");
    assertThat(condition(ConditionType.READY)).isEqualTo("True Available");
  }

  @Test
  void aPausedInstallationIsLeftAlone() {
    installed();
    mesh.installation("default", "{paused: true}");
    Deployment deployment = mesh.cluster.list(Deployment.class).getFirst();
    deployment.getSpec().setReplicas(7);
    mesh.cluster.put(deployment);
    mesh.cluster.writes.clear();
    mesh.settle();

    assertThat(mesh.cluster.writes).allMatch(write -> write.startsWith("status "));
    assertThat(condition(ConditionType.PAUSED)).isEqualTo("True Paused");
  }

  @Test
  void aRefusedObjectIsNamedAndTheOthersAreApplied() {
    mesh.installation("default", "{}");
    mesh.cluster.refuses = key -> key.kind().equals("PodDisruptionBudget");

    assertThatThrownBy(mesh::settle).isInstanceOf(ApplyException.class);

    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
    assertThat(mesh.cluster.list(MeshRevision.class).getFirst().getStatus().conditions())
        .filteredOn(c -> c.type().equals("Reconciled"))
        .singleElement()
        .satisfies(c -> assertThat(c.message()).contains("PodDisruptionBudget istio-system/"))
        .satisfies(c -> assertThat(c.reason()).isEqualTo("ApplyFailed"));

    mesh.cluster.refuses = _ -> false;
    mesh.settle();
    assertThat(condition(ConditionType.RECONCILED)).isEqualTo("True Applied");
  }

  @Test
  @DisplayName("LC-G3: validation fails closed once it was seen to work")
  void validationFailsClosedOnceItWasSeenToWork() {
    installed();
    assertThat(validation().getWebhooks().getFirst().getFailurePolicy()).isEqualTo("Ignore");

    mesh.cluster.refusal = "schema says no";
    mesh.settle();
    assertThat(validation().getWebhooks().getFirst().getFailurePolicy()).isEqualTo("Ignore");

    mesh.cluster.refusal = "admission webhook \"rev.validation.istio.io\" denied the request";
    mesh.settle();
    assertThat(validation().getWebhooks().getFirst().getFailurePolicy()).isEqualTo("Fail");
  }

  private ValidatingWebhookConfiguration validation() {
    return mesh.cluster
        .get(
            ValidatingWebhookConfiguration.class,
            null,
            "istio-validator-" + active() + "-istio-system")
        .orElseThrow();
  }

  @Test
  void anExplicitDefaultTagTakesOver() {
    installed();
    tag("default", TargetRef.Kind.MeshInstallation, "default");
    mesh.settle();

    assertThat(
            mesh.cluster
                .get(MutatingWebhookConfiguration.class, null, "istio-revision-tag-default")
                .orElseThrow()
                .getMetadata()
                .getLabels())
        .containsEntry("meshwright.io/owner-kind", "MeshRevisionTag");
    assertThat(mesh.cluster.writes).noneMatch(write -> write.startsWith("delete"));
  }

  @Test
  void aTagOfARevisionsNameLoses() {
    installed();
    tag(active(), TargetRef.Kind.MeshInstallation, "default");
    mesh.settle();

    assertThat(mesh.cluster.list(MeshRevisionTag.class).getFirst().getStatus().conditions())
        .extracting(Condition::reason)
        .contains("NameAlreadyExists");
    assertThat(condition(ConditionType.READY)).isEqualTo("True Available");
  }

  @Test
  void aDanglingTagHeals() {
    tag("prod", TargetRef.Kind.MeshInstallation, "default");
    mesh.settle();
    assertThat(mesh.cluster.list(MeshRevisionTag.class).getFirst().getStatus().conditions())
        .extracting(Condition::reason)
        .contains("TargetNotFound");

    installed();
    assertThat(mesh.cluster.list(MeshRevisionTag.class).getFirst().getStatus().revision())
        .isEqualTo(active());
  }

  private void tag(String name, TargetRef.Kind kind, String target) {
    MeshRevisionTag tag = new MeshRevisionTag();
    tag.setMetadata(new ObjectMetaBuilder().withName(name).build());
    tag.setSpec(new MeshRevisionTagSpec(new TargetRef(kind, target)));
    mesh.cluster.put(tag);
  }

  @Test
  @DisplayName("LC-B4: a deleted installation leaves nothing")
  void deletionLeavesNothing() {
    installed();
    delete("default");

    assertThat(mesh.cluster.names()).isEmpty();
    assertThat(mesh.cluster.writes)
        .contains(
            "delete Secret istio-system/istio-ca-secret",
            "delete Lease istio-system/meshwright-roots",
            "delete Lease istio-system/meshwright-status")
        .anyMatch(write -> write.startsWith("delete Lease istio-system/meshwright-status-"));
  }

  @Test
  void deletionKeepsANamespaceThatTheUserMade() {
    mesh.cluster.put(
        new NamespaceBuilder().withNewMetadata().withName("istio-system").endMetadata().build());
    installed();
    delete("default");

    assertThat(mesh.cluster.names()).containsExactly("Namespace istio-system");
  }

  @Test
  void deletionKeepsANamespaceInWhichSomebodyElseLives() {
    installed();
    mesh.cluster.foreignObjects = true;
    delete("default");

    assertThat(mesh.cluster.names()).containsExactly("Namespace istio-system");
  }

  /** As the API server: the finalizer is asked until it lets go. */
  private void delete(String name) {
    MeshInstallation installation = mesh.installation(name);
    for (int round = 0; round < 10; round++) {
      List<MeshRevision> revisions = mesh.cluster.list(MeshRevision.class);
      if (mesh.installations.remove(installation)) {
        mesh.cluster.delete(installation);
        return;
      }
      revisions.forEach(mesh.revisions::remove);
      // its objects are gone
      revisions.forEach(mesh.revisions::remove);
    }
    throw new AssertionError("still there: " + mesh.cluster.names());
  }
}
