package io.meshwright.operator.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.rbac.Permission;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.preflight.PreflightFacts.Change;
import io.meshwright.operator.preflight.PreflightFacts.ImageProblem;
import io.meshwright.operator.preflight.Survey.Configuration;
import io.meshwright.operator.preflight.Survey.GrantedRule;
import io.meshwright.operator.preflight.WebhookFact.Scope;
import io.meshwright.operator.preflight.WebhookFact.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each finding names object, field, found and expected. */
final class PreflightTest {

  private static final Permission NEEDED =
      new Permission(
          "to see pods.", List.of(""), List.of("pods"), List.of(), List.of("list", "watch"));

  private final PreflightUnderTest on = new PreflightUnderTest();

  @Test
  void nothingIsFoundInAHealthyCluster() {
    on.claimDefault();
    assertThat(on.findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1.29,true", "1.30,false", "1.31+,false", "1.9,true", "2.0,false", "?,true"})
  void kubernetesIsNewEnough(String version, boolean tooOld) {
    Survey healthy = FakeSurveyor.healthy();
    on.survey =
        new Survey(
            version, List.of(), healthy.crds(), Map.of(), healthy.rules(), healthy.configuration());
    assertThat(on.findings().toString().contains("ClusterTooOld")).isEqualTo(tooOld);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3,1.2.3,NONE",
    "1.2.3,1.2.4,UPGRADE",
    "1.2.3,1.3.0,UPGRADE",
    "1.2.3,1.4.0,SKIPS_MINOR",
    "1.9.0,2.0.0,SKIPS_MINOR",
    "1.2.3,1.2.2,DOWNGRADE",
    "1.2.3,1.1.9,DOWNGRADE",
    "1.3.0,1.1.9,FAR_DOWNGRADE",
    "1.2.10,1.2.9,DOWNGRADE",
    "1.2-latest,1.2.9,NONE"
  })
  @DisplayName("LC-skip-minor, LC-downgrade: one minor version is the step that is tested")
  void versionsMoveByOneMinor(String from, String to, VersionChange change) {
    assertThat(VersionChange.between(from, to)).isEqualTo(change);
  }

  @Test
  @DisplayName("LC-skip-minor: a skipped minor version blocks unless the user takes it on himself")
  void aSkippedMinorVersionBlocks() {
    on.subject = PreflightUnderTest.subject("0.0.9", false, PreflightUnderTest.ROOTS);
    on.change = new Change("0.5.0", false, Map.of(), Map.of());
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING Downgrade MeshRevision blue-1: spec.version: found 0.0.9, expected at most"
                + " one minor version before 0.5.0");
    on.change = new Change("0.5.0", true, Map.of(), Map.of());
    assertThat(on.findings()).singleElement().asString().startsWith("WARNING Downgrade");
  }

  @Test
  @DisplayName("LC-downgrade: one minor version back is possible and is warned of")
  void aNearDowngradeIsAWarning() {
    on.subject = PreflightUnderTest.subject("0.0.9", false, PreflightUnderTest.ROOTS);
    on.change = new Change("0.1.0", false, Map.of(), Map.of());
    assertThat(on.findings()).singleElement().asString().startsWith("WARNING Downgrade");
  }

  @Test
  void aRevisionNewerThanTheOperatorBlocks() {
    on.subject = PreflightUnderTest.subject("99.0.0", false, PreflightUnderTest.ROOTS);
    assertThat(on.findings())
        .singleElement()
        .asString()
        .startsWith("BLOCKING OperatorTooOld MeshRevision blue-1: spec.version: found 99.0.0");
  }

  @Test
  void outdatedProxiesBlockTheNextUpgradeInPlace() {
    on.subject = PreflightUnderTest.subject("0.0.9", false, PreflightUnderTest.ROOTS);
    on.change = new Change("0.0.8", false, Map.of("old", "0.0.8"), Map.of("shop", 3L));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING ProxiesTooOld Namespace shop: found 3 proxies older than 0.0.8, expected"
                + " workloads restarted since the last upgrade, before the next one in place");
  }

  @Test
  @DisplayName("LC-rollback: an upgrade in place is taken back though proxies did not follow it")
  void outdatedProxiesDoNotBlockTheWayBackInPlace() {
    on.subject = PreflightUnderTest.subject("0.0.9", false, PreflightUnderTest.ROOTS);
    on.change = new Change("0.1.0", false, Map.of("old", "0.1.0"), Map.of("shop", 3L));
    assertThat(on.findings()).singleElement().asString().startsWith("WARNING Downgrade");
  }

  @Test
  void aMissingCrdBlocksAndAnOldOneThatStaysIsReported() {
    Map<String, CustomResourceDefinition> crds = new HashMap<>(CrdBundle.all());
    crds.remove("meshrevisions.meshwright.io");
    crds.compute(
        "virtualservices.networking.istio.io",
        (_, crd) ->
            new CustomResourceDefinitionBuilder(crd)
                .editMetadata()
                .withAnnotations(Map.of())
                .endMetadata()
                .build());
    on.survey =
        new Survey(
            "1.31",
            List.of(),
            crds,
            Map.of(),
            Optional.empty(),
            new Configuration(List.of(), true));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING CrdIncompatible CustomResourceDefinition meshrevisions.meshwright.io: found"
                + " nothing, expected version v1alpha1",
            "WARNING CrdIncompatible CustomResourceDefinition virtualservices.networking.istio.io:"
                + " found it was not installed by Meshwright; it is not upgraded, expected a CRD"
                + " that Meshwright upgrades");
  }

  @Test
  void aCrdThatDoesNotServeTheVersionBlocks() {
    Map<String, CustomResourceDefinition> crds = new HashMap<>(CrdBundle.all());
    crds.compute(
        "virtualservices.networking.istio.io",
        (_, crd) -> {
          CustomResourceDefinition old = new CustomResourceDefinitionBuilder(crd).build();
          old.getSpec().getVersions().removeIf(version -> version.getName().equals("v1"));
          return old;
        });
    on.survey =
        new Survey(
            "1.31",
            List.of(),
            crds,
            Map.of(),
            Optional.empty(),
            new Configuration(List.of(), true));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING CrdIncompatible CustomResourceDefinition virtualservices.networking.istio.io:"
                + " spec.versions: found served v1beta1, v1alpha3, expected served v1");
  }

  @Test
  void aWebhookThatNobodyAnswersBlocksIfItMeetsTheRevisionsPods() {
    on.webhooks(
        new WebhookFact(
            "ValidatingWebhookConfiguration policy",
            "policy.example.org",
            new Target("policy", "gone", false),
            new Scope(true, null, null),
            false,
            true));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING WebhookDangling ValidatingWebhookConfiguration policy:"
                + " webhooks[policy.example.org].clientConfig.service: found policy/gone, which"
                + " does not exist, expected a Service that answers, or no webhook that refuses"
                + " pods without it");
    on.webhooks(PreflightUnderTest.foreignInjector("istio", false));
    assertThat(on.findings())
        .anySatisfy(words -> assertThat(words).startsWith("WARNING WebhookDangling"));
  }

  @Test
  void aForeignInjectorThatSelectsTheRevisionsPodsConflicts() {
    on.webhooks(
        new WebhookFact(
            "MutatingWebhookConfiguration istio-sidecar-injector-blue-1",
            "rev.namespace.sidecar-injector.istio.io",
            new Target("istio", "istiod-blue-1", true),
            new Scope(
                true,
                new LabelSelectorBuilder()
                    .addToMatchExpressions(
                        new LabelSelectorRequirement("istio.io/rev", "In", List.of("blue-1")))
                    .build(),
                null),
            false,
            true));
    assertThat(on.findings())
        .anySatisfy(words -> assertThat(words).startsWith("BLOCKING WebhookConflict"));
  }

  @Test
  void missingPermissionsAreNamed() {
    on.needed = List.of(NEEDED);
    on.survey =
        withRules(new GrantedRule(List.of(""), List.of("pods"), List.of(), List.of("list")));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING PermissionMissing the operator's ClusterRole: rules: found no right to watch"
                + " pods, expected it, because: to see pods.");
    on.survey = withRules(new GrantedRule(List.of("*"), List.of("*"), List.of(), List.of("*")));
    assertThat(on.findings()).isEmpty();
    on.survey =
        withRules(
            new GrantedRule(
                List.of(""), List.of("pods"), List.of("one"), List.of("list", "watch")));
    assertThat(on.findings()).hasSize(1);
  }

  private static Survey withRules(GrantedRule rule) {
    Survey healthy = FakeSurveyor.healthy();
    return new Survey(
        healthy.kubernetes(),
        List.of(),
        healthy.crds(),
        Map.of(),
        Optional.of(List.of(rule)),
        healthy.configuration());
  }

  @Test
  void anImageThatANodeCannotGetBlocks() {
    on.images =
        List.of(new ImageProblem("istio-system/istiod-1", "discovery", "x:1", "ImagePullBackOff"));
    assertThat(on.findings())
        .containsExactly(
            "BLOCKING ImageUnavailable Pod istio-system/istiod-1:"
                + " spec.containers[discovery].image: found x:1 (ImagePullBackOff), expected an"
                + " image that the node can pull");
  }

  @Test
  void fieldsWithoutEffectAreNamed() {
    GenericKubernetesResource object =
        Serialization.unmarshal(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: cart, namespace: shop}
            spec:
              hosts: [cart]
              http:
              - name: a
                headers:
                  request:
                    set: {x-free-key: "1"}
                teleport: true
                route:
                - destination: {host: cart}
            """,
            GenericKubernetesResource.class);
    assertThat(FieldCheck.of(new Configuration(List.of(object), true)))
        .extracting(Finding::message)
        .containsExactly(
            "VirtualService shop/cart: spec.http[0].teleport: found set, expected left out: it has"
                + " no effect in this version");
  }
}
