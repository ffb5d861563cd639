package io.meshwright.operator.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.preflight.Survey.Configuration;
import io.meshwright.operator.preflight.WebhookFact.Scope;
import io.meshwright.operator.preflight.WebhookFact.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What preflight holds up, and what it leaves alone. */
final class PreflightLifeTest {

  private static final Duration A_WHILE = Duration.ofMinutes(2);

  private final MeshUnderTest mesh = new MeshUnderTest();

  private String preflight(MeshRevision revision) {
    return Conditions.find(revision.getStatus().conditions(), ConditionType.PREFLIGHT_PASSED)
        .map(c -> c.status().word() + " " + c.reason())
        .orElse("absent");
  }

  private MeshRevision desired() {
    return revision(String.valueOf(mesh.installation("default").getStatus().desiredRevision()));
  }

  private MeshRevision revision(String name) {
    return mesh.cluster.get(MeshRevision.class, null, name).orElseThrow();
  }

  private String active() {
    return String.valueOf(mesh.installation("default").getStatus().activeRevision());
  }

  private void runtimeStarts() {
    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();
  }

  private void later() {
    mesh.cluster.now = mesh.cluster.now.plus(A_WHILE);
    mesh.settle();
  }

  private void foreignMesh() {
    mesh.surveyor.survey =
        new Survey(
            "1.31",
            List.of(
                new WebhookFact(
                    "MutatingWebhookConfiguration istio-sidecar-injector",
                    "namespace.sidecar-injector.istio.io",
                    new Target("istio-system", "istiod", true),
                    new Scope(true, null, null),
                    false,
                    true)),
            CrdBundle.all(),
            Map.of(),
            Optional.empty(),
            new Configuration(List.of(), true));
  }

  private void configuration() {
    GenericKubernetesResource object =
        Serialization.unmarshal(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: cart, namespace: shop}
            spec: {hosts: [cart]}
            """,
            GenericKubernetesResource.class);
    mesh.surveyor.survey =
        new Survey(
            "1.31",
            List.of(),
            CrdBundle.all(),
            Map.of(),
            Optional.empty(),
            new Configuration(List.of(object), true));
  }

  @Test
  void passesWhenNothingSpeaksAgainstIt() {
    mesh.installation("default", "{}");
    mesh.settle();
    assertThat(preflight(desired())).isEqualTo("Unknown ChecksPending");
    runtimeStarts();
    assertThat(preflight(desired())).isEqualTo("True ChecksPassed");
    assertThat(active()).isEqualTo(desired().getMetadata().getName());
  }

  @Test
  void nothingIsStartedBesideAForeignMeshUntilItIsGone() {
    foreignMesh();
    mesh.installation("default", "{}");
    mesh.settle();

    assertThat(mesh.cluster.list(Deployment.class)).isEmpty();
    assertThat(preflight(desired())).isEqualTo("False ForeignMesh");
    assertThat(Conditions.find(desired().getStatus().conditions(), ConditionType.STALLED))
        .map(Condition::reason)
        .contains("ForeignMesh");
    assertThat(mesh.revisions.reconcile(desired())).isPresent();

    mesh.surveyor.survey = FakeSurveyor.healthy();
    later();
    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
  }

  @Test
  void aForeignMeshThatComesLaterStopsNoRunningControlPlane() {
    mesh.installation("default", "{}");
    mesh.settle();
    runtimeStarts();
    foreignMesh();
    later();
    assertThat(preflight(desired())).isEqualTo("False ForeignMesh");
    assertThat(active()).isEqualTo(desired().getMetadata().getName());

    mesh.cluster.delete(mesh.cluster.list(Deployment.class).getFirst());
    mesh.surveyor.survey = FakeSurveyor.healthy();
    later();
    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
  }

  @Test
  void whatCannotBeReadIsUnknownAndHoldsUpTheStart() {
    mesh.surveyor.unreadable = "customresourcedefinitions is forbidden";
    mesh.installation("default", "{}");
    mesh.settle();
    assertThat(preflight(desired())).isEqualTo("Unknown ChecksPending");
    assertThat(mesh.cluster.list(Deployment.class)).isEmpty();

    mesh.surveyor.unreadable = null;
    later();
    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
  }

  @Test
  void configurationThatTheRevisionRefusesHoldsItBack() {
    configuration();
    mesh.installation("default", "{}");
    mesh.settle();
    mesh.cluster.refusal =
        "admission webhook \"rev.validation.istio.io\" denied the request: VirtualService"
            + " shop/cart: spec.http: found nothing, expected at least one route";
    runtimeStarts();

    assertThat(preflight(desired())).isEqualTo("False ConfigRefused");
    assertThat(
            Conditions.find(desired().getStatus().conditions(), ConditionType.PREFLIGHT_PASSED)
                .map(Condition::message))
        .contains(
            "VirtualService shop/cart: spec.http: found nothing, expected at least one route");
    assertThat(active()).isEqualTo("null");

    mesh.surveyor.survey = FakeSurveyor.healthy();
    later();
    assertThat(preflight(desired())).isEqualTo("True ChecksPassed");
    assertThat(active()).isEqualTo(desired().getMetadata().getName());
  }

  @Test
  void configurationIsTriedOnlyByAValidatorThatWorks() {
    configuration();
    mesh.installation("default", "{}");
    mesh.settle();
    runtimeStarts();
    assertThat(preflight(desired())).isEqualTo("Unknown ChecksPending");
    assertThat(active()).isEqualTo("null");
  }

  @Test
  void theClusterIsNotLookedAtAgainAtEachReconciliation() {
    mesh.installation("default", "{}");
    mesh.settle();
    runtimeStarts();
    int looks = mesh.surveyor.looks;
    mesh.revisions.reconcile(desired());
    mesh.revisions.reconcile(desired());
    assertThat(mesh.surveyor.looks).isEqualTo(looks);
    later();
    assertThat(mesh.surveyor.looks).isEqualTo(looks + 1);
  }

  @Test
  @DisplayName("LC-tag-flip: a tag does not move to a control plane that is unready or unchecked")
  void aTagWaitsForReadinessAndPreflight() {
    mesh.installation("default", "{}");
    mesh.settle();
    runtimeStarts();
    String before = active();
    MeshRevisionTag tag = new MeshRevisionTag();
    tag.setMetadata(new ObjectMetaBuilder().withName("canary").build());
    tag.setSpec(new MeshRevisionTagSpec(new TargetRef(TargetRef.Kind.MeshInstallation, "default")));
    mesh.cluster.put(tag);
    mesh.settle();

    configuration();
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    later();
    assertThat(tagged()).isEqualTo(before);

    mesh.cluster.refusal =
        "admission webhook \"rev.validation.istio.io\" denied the request: VirtualService"
            + " shop/cart: spec.http: found nothing, expected at least one route";
    runtimeStarts();
    assertThat(tagged()).isEqualTo(before);
    assertThat(active()).isEqualTo(before);
    assertThat(mesh.cluster.list(MutatingWebhookConfiguration.class))
        .filteredOn(w -> w.getMetadata().getName().equals("istio-revision-tag-canary"))
        .singleElement()
        .satisfies(
            w -> assertThat(w.getMetadata().getLabels().get("istio.io/rev")).isEqualTo(before));

    mesh.surveyor.survey = FakeSurveyor.healthy();
    later();
    assertThat(tagged()).isEqualTo(desired().getMetadata().getName()).isNotEqualTo(before);
  }

  @Test
  void anObjectOfAnotherMeshIsNotTakenOverByItsName() {
    mesh.cluster.foreign.add(
        new ObjectKey(
            "admissionregistration.k8s.io/v1",
            "ValidatingWebhookConfiguration",
            null,
            "istiod-default-validator"));
    mesh.installation("default", "{}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", "root-1");

    assertThatThrownBy(mesh::settle).hasMessageContaining("istiod-default-validator");
    assertThat(
            Conditions.find(
                    mesh.installation("default").getStatus().conditions(), ConditionType.RECONCILED)
                .map(Condition::reason))
        .contains("ApplyFailed");
  }

  private String tagged() {
    return String.valueOf(
        mesh.cluster
            .get(MeshRevisionTag.class, null, "canary")
            .orElseThrow()
            .getStatus()
            .revision());
  }
}
