package io.meshwright.operator.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.preflight.PreflightFacts.Neighbour;
import io.meshwright.operator.preflight.PreflightFacts.Roots;
import io.meshwright.operator.preflight.WebhookFact.Scope;
import io.meshwright.operator.preflight.WebhookFact.Target;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Another mesh in the cluster: what it must not share with a revision, and what is left alone. */
final class ForeignMeshTest {

  private final PreflightUnderTest on = new PreflightUnderTest();

  @Test
  void anotherMeshInTheSameNamespaceBlocks() {
    on.webhooks(PreflightUnderTest.foreignInjector("istio-system", true));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING ForeignMesh MutatingWebhookConfiguration istio-sidecar-injector:"
                + " webhooks[namespace.sidecar-injector.istio.io].clientConfig.service.namespace:"
                + " found istio-system, expected a namespace that MeshRevision blue-1 does not"
                + " share");
  }

  @Test
  void anotherMeshBlocksTheDefaultTagButNotAnOtherwiseSeparateRevision() {
    on.webhooks(PreflightUnderTest.foreignInjector("istio", true));
    assertThat(on.findings())
        .containsExactly(
            "WARNING ForeignMesh MutatingWebhookConfiguration istio-sidecar-injector:"
                + " webhooks[namespace.sidecar-injector.istio.io].clientConfig.service: found"
                + " istio/istiod, expected this mesh only");
    on.claimDefault();
    assertThat(on.findings())
        .singleElement()
        .asString()
        .startsWith("BLOCKING ForeignMesh")
        .contains("namespaceSelector: found istio-injection=enabled");
  }

  @Test
  void theDefaultValidatorOfAnotherMeshIsNotTakenOver() {
    on.claimDefault();
    on.webhooks(
        new WebhookFact(
            "ValidatingWebhookConfiguration " + OperatorNames.DEFAULT_VALIDATOR,
            "validation.istio.io",
            new Target("istio", "istiod", true),
            new Scope(false, null, null),
            false,
            true));
    assertThat(on.findings()).singleElement().asString().startsWith("BLOCKING ForeignMesh");
  }

  @Test
  void rootsOfARunningMeshBlockAndThoseOfAGoneOneAreReported() {
    on.survey = withRoots();
    assertThat(on.findings())
        .containsExactly(
            "WARNING ForeignMesh ConfigMap a/istio-ca-root-cert: data: found roots of another mesh,"
                + " in 2 namespaces, which is gone; they will be replaced, expected no roots but"
                + " this mesh's");
    on.survey =
        new Survey(
            on.survey.kubernetes(),
            List.of(PreflightUnderTest.foreignInjector("istio", true)),
            on.survey.crds(),
            on.survey.foreignRoots(),
            on.survey.rules(),
            on.survey.configuration());
    assertThat(on.findings())
        .first()
        .isEqualTo(
            "BLOCKING ForeignMesh ConfigMap a/istio-ca-root-cert: data: found roots of another"
                + " mesh, in 2 namespaces, expected no roots but this mesh's: set"
                + " spec.trust.bundleName of this mesh to another name");

    // side by side: only a warning that the other is there
    on.subject =
        PreflightUnderTest.subject(MeshVersion.NEWEST, false, new Roots("blue-roots", _ -> true));
    assertThat(on.findings()).singleElement().asString().startsWith("WARNING ForeignMesh Mutating");
    on.subject =
        PreflightUnderTest.subject(
            MeshVersion.NEWEST, false, new Roots(PreflightUnderTest.ROOTS.name(), "c"::equals));
    assertThat(on.findings()).singleElement().asString().startsWith("WARNING ForeignMesh Mutating");
  }

  @Test
  void anOlderMeshThatWritesTheSameRootsBlocks() {
    on.neighbour = new Neighbour("MeshInstallation default", "shop");
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING TrustBundleShared MeshRevision blue-1: spec.trust.bundleName: found"
                + " istio-ca-root-cert, expected another name in the installation, or other"
                + " discoverySelectors: MeshInstallation default writes its roots under this one"
                + " into namespace shop");
  }

  @Test
  void aWebhookOfAnotherMeshUnderANameOfOursBlocks() {
    on.webhooks(
        new WebhookFact(
            "ValidatingWebhookConfiguration istio-validator-blue-1-istio-system",
            "rev.validation.istio.io",
            new Target("istio", "istiod", true),
            new Scope(false, null, null),
            false,
            true));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING ForeignMesh ValidatingWebhookConfiguration"
                + " istio-validator-blue-1-istio-system: found one of another mesh, expected none"
                + " of that name, which MeshRevision blue-1 needs");
  }

  private static Survey withRoots() {
    Survey healthy = FakeSurveyor.healthy();
    return new Survey(
        healthy.kubernetes(),
        List.of(),
        healthy.crds(),
        Map.of("istio-ca-root-cert", new TreeSet<>(List.of("b", "a"))),
        healthy.rules(),
        healthy.configuration());
  }
}
