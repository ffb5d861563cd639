package io.meshwright.operator.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ReadException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Floating and pinned tags, and the one space of names. */
final class TagLifeTest {

  private final MeshUnderTest mesh = new MeshUnderTest();

  private String condition(String tag, ConditionType type) {
    return MeshUnderTest.condition(mesh.tag(tag).getStatus().conditions(), type);
  }

  private List<String> webhooks() {
    return mesh.cluster.list(MutatingWebhookConfiguration.class).stream()
        .map(webhook -> webhook.getMetadata().getName())
        .toList();
  }

  private void namespace(String name, String label, String value) {
    mesh.cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels(label, value)
            .endMetadata()
            .build());
  }

  @Test
  @DisplayName("LC-G1: a floating tag is in use once a namespace names it, and follows a change")
  void aFloatingTagFollows() {
    mesh.installation("default", "{}");
    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "default");
    mesh.rollOut();
    String before = mesh.active();
    assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(before);
    assertThat(condition("prod", ConditionType.IN_USE)).isEqualTo("False NotReferenced");

    namespace("shop", "istio.io/rev", "prod");
    mesh.settle();
    assertThat(condition("prod", ConditionType.IN_USE)).isEqualTo("True Referenced");

    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(before);
    assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(mesh.active());
  }

  @Test
  @DisplayName("LC-E3: what cannot be read leaves a tag where it is, and is said")
  void aTagThatCannotBeReadStaysAndSaysSo() {
    mesh.installation("default", "{}");
    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "default");
    mesh.rollOut();
    mesh.cluster.unreadable = kind -> kind == MeshInstallation.class;

    assertThatThrownBy(() -> mesh.tags.reconcile(mesh.tag("prod")))
        .isInstanceOf(ReadException.class);
    assertThat(condition("prod", ConditionType.RECONCILED)).isEqualTo("Unknown ReadFailed");
    assertThat(condition("prod", ConditionType.READY)).isEqualTo("Unknown ReadFailed");
    assertThat(condition("prod", ConditionType.RECONCILING)).isEqualTo("True ReadFailed");
    mesh.cluster.unreadable = _ -> false;
    assertThat(mesh.tag("prod").getStatus().revision()).isEqualTo(mesh.active());
    assertThat(webhooks()).contains("istio-revision-tag-prod");

    mesh.settle();
    assertThat(condition("prod", ConditionType.READY)).isEqualTo("True Applied");
    assertThat(condition("prod", ConditionType.RECONCILING)).isEqualTo("absent");
  }

  @Test
  void theDefaultTagIsUsedByTheInjectionLabel() {
    mesh.installation("default", "{}");
    mesh.tag("default", TargetRef.Kind.MeshInstallation, "default");
    namespace("shop", "istio-injection", "enabled");
    namespace("plain", "istio-injection", "disabled");
    mesh.rollOut();

    assertThat(mesh.tag("default").getStatus().conditions())
        .anyMatch(c -> c.message().equals("1 namespaces, 0 pods"));
  }

  @Test
  @DisplayName("LC-G2: a pinned tag keeps an unused inactive revision, and does not move")
  void aPinnedTagKeepsItsRevision() {
    mesh.installation("default", "{}");
    mesh.rollOut();
    String pinned = mesh.active();
    mesh.tag("stay", TargetRef.Kind.MeshRevision, pinned);
    mesh.settle();

    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.rollOut();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(3600);
    mesh.settle();

    assertThat(mesh.active()).isNotEqualTo(pinned);
    assertThat(mesh.revisionNames()).containsExactlyInAnyOrder(pinned, mesh.active());
    assertThat(mesh.tag("stay").getStatus().revision()).isEqualTo(pinned);
  }

  @Test
  @DisplayName("LC-G4: a dangling target is named, and heals when it appears")
  void aDanglingTagHeals() {
    mesh.tag("stay", TargetRef.Kind.MeshRevision, "default");
    mesh.settle();
    assertThat(condition("stay", ConditionType.READY)).isEqualTo("False TargetNotFound");
    assertThat(condition("stay", ConditionType.STALLED)).isEqualTo("True TargetNotFound");

    mesh.installation("default", "{updateStrategy: {type: InPlace}}");
    mesh.rollOut();
    assertThat(condition("stay", ConditionType.READY)).isEqualTo("True Applied");
    assertThat(condition("stay", ConditionType.STALLED)).isEqualTo("absent");
  }

  @Test
  @DisplayName("LC-G5: of a tag and a revision with one name, the later loses: the tag")
  void aLaterTagLoses() {
    mesh.installation("default", "{updateStrategy: {type: InPlace}}");
    mesh.rollOut();
    mesh.tag("default", TargetRef.Kind.MeshRevision, "default");
    mesh.settle();

    assertThat(condition("default", ConditionType.RECONCILED)).isEqualTo("False NameAlreadyExists");
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
    assertThat(mesh.tags.remove(mesh.tag("default"))).isTrue();
    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
  }

  @Test
  @DisplayName("LC-G5: of a tag and a revision with one name, the later loses: the revision")
  void aLaterRevisionLoses() {
    mesh.installation("first", "{namespace: mesh-one}");
    mesh.rollOut();
    mesh.tag("canary", TargetRef.Kind.MeshInstallation, "first");
    mesh.rollOut();

    mesh.installation(
        "canary",
        "{namespace: mesh-two, trust: {bundleName: two}, updateStrategy: {type: InPlace}}");
    mesh.rollOut();

    var conditions = mesh.revision("canary").getStatus().conditions();
    assertThat(MeshUnderTest.condition(conditions, ConditionType.RECONCILED))
        .isEqualTo("False NameAlreadyExists");
    assertThat(condition("canary", ConditionType.READY)).isEqualTo("True Applied");
    assertThat(mesh.cluster.list(Deployment.class))
        .extracting(deployment -> deployment.getMetadata().getNamespace())
        .containsExactly("mesh-one");
    assertThat(mesh.revisions.remove(mesh.revision("canary"))).isTrue();
    assertThat(webhooks()).contains("istio-revision-tag-canary-mesh-one");
  }

  @Test
  @DisplayName("LC-G6: a tag that moves to another namespace takes its objects along")
  void aTagMovesBetweenNamespaces() {
    mesh.installation("one", "{namespace: mesh-one}");
    mesh.installation("two", "{namespace: mesh-two, trust: {bundleName: two}}");
    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "one");
    mesh.rollOut();
    assertThat(webhooks()).contains("istio-revision-tag-prod-mesh-one");

    mesh.tag("prod", TargetRef.Kind.MeshInstallation, "two");
    mesh.settle();
    assertThat(webhooks())
        .contains("istio-revision-tag-prod-mesh-two")
        .doesNotContain("istio-revision-tag-prod-mesh-one");

    mesh.cluster.writes.clear();
    mesh.installation(
        "two", "{namespace: mesh-two, trust: {bundleName: two}, meshConfig: {trustDomain: a.org}}");
    mesh.rollOut();
    assertThat(mesh.cluster.writes)
        .contains("apply MutatingWebhookConfiguration istio-revision-tag-prod-mesh-two")
        .doesNotContain("delete MutatingWebhookConfiguration istio-revision-tag-prod-mesh-two");
  }

  @Test
  @DisplayName("LC-A4: a revision's name is its only name, default too")
  void aRevisionsNameIsItsOnlyName() {
    mesh.installation("default", "{updateStrategy: {type: InPlace}}");
    mesh.rollOut();

    assertThat(mesh.active()).isEqualTo("default");
    assertThat(
            mesh.cluster
                .list(Deployment.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getArgs())
        .contains("--revision=default");
    assertThat(webhooks()).contains("istio-sidecar-injector-default");
  }
}
