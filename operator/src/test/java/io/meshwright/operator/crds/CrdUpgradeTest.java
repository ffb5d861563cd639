package io.meshwright.operator.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.ApplyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CRDs only move where nothing is lost. */
final class CrdUpgradeTest {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  /** A kind of our own; the version is that of the operator. */
  private static CustomResourceDefinition crd(String version, String spec) {
    return SERIALIZATION.unmarshal(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: things.meshwright.io
          annotations: {meshwright.io/crd-version: "%s"}
        spec:
          group: meshwright.io
          scope: Cluster
          names: {kind: Thing, plural: things}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
        %s
        """
            .formatted(version, spec.indent(12)),
        CustomResourceDefinition.class);
  }

  private static final String FIELDS =
      """
      properties:
        size: {type: integer, minimum: 1, maximum: 10}
        mode: {type: string, enum: [A, B]}
        name: {type: string, pattern: "^a+$"}
        list: {type: array, items: {type: object, properties: {key: {type: string}}}}
      """;

  private static CrdDecision decide(
      CustomResourceDefinition existing, CustomResourceDefinition brought) {
    return CrdPlanner.decide(existing, brought, List::of);
  }

  private static String left(CrdDecision decision) {
    return decision instanceof CrdDecision.Leave(var cause, var message)
        ? cause + " " + message
        : decision.getClass().getSimpleName();
  }

  private static CustomResourceDefinition with(
      CustomResourceDefinition crd, UnaryOperator<CustomResourceDefinitionBuilder> change) {
    return change.apply(new CustomResourceDefinitionBuilder(crd)).build();
  }

  @Test
  @DisplayName("LC-I2: a newer operator updates the CRD and stamps its version")
  void anOlderCrdIsUpdated() {
    assertThat(left(decide(crd("0.1.0", FIELDS), crd("0.2.0", FIELDS)))).isEqualTo("Update");
    assertThat(left(decide(crd("0.2.0", FIELDS), crd("0.2.0", FIELDS)))).isEqualTo("Current");
    assertThat(CrdPlanner.decide(null, crd("0.2.0", FIELDS), List::of))
        .isInstanceOf(CrdDecision.Create.class);
  }

  @Test
  @DisplayName("LC-I2: an older operator leaves a newer CRD alone")
  void aNewerCrdIsLeft() {
    assertThat(left(decide(crd("0.10.0", FIELDS), crd("0.9.0", FIELDS))))
        .isEqualTo("NEWER it is of version 0.10.0");
  }

  @Test
  @DisplayName("LC-I1: a CRD that OLM manages is left and reported, until the user overrides")
  void anOlmManagedCrdIsLeft() {
    CustomResourceDefinition existing =
        with(
            crd("0.1.0", FIELDS),
            b ->
                b.editMetadata()
                    .addToLabels("operators.coreos.com/meshwright.operators", "")
                    .endMetadata());
    assertThat(left(decide(existing, crd("0.2.0", FIELDS))))
        .isEqualTo("OLM_MANAGED Operator Lifecycle Manager upgrades it");
    CustomResourceDefinition overridden =
        with(
            existing,
            b ->
                b.editMetadata()
                    .addToAnnotations(OperatorNames.CRD_OVERRIDE, "true")
                    .endMetadata());
    assertThat(left(decide(overridden, crd("0.2.0", FIELDS)))).isEqualTo("Update");
  }

  @Test
  void aCrdOfIstioIsNeverTakenOver() {
    CustomResourceDefinition brought =
        Objects.requireNonNull(CrdBundle.all().get("virtualservices.networking.istio.io"));
    CustomResourceDefinition theirs =
        with(brought, b -> b.editMetadata().withAnnotations(Map.of()).endMetadata());
    assertThat(left(decide(theirs, brought)))
        .isEqualTo("FOREIGN it was not installed by Meshwright");
    assertThat(left(decide(brought, brought))).isEqualTo("Current");
  }

  @Test
  void noStoredVersionIsLost() {
    CustomResourceDefinition existing =
        with(
            crd("0.1.0", FIELDS),
            b -> b.withNewStatus().withStoredVersions("v1alpha1", "v1").endStatus());
    assertThat(left(decide(existing, crd("0.2.0", FIELDS))))
        .isEqualTo("STORED_VERSION objects may be stored as v1alpha1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size: {type: integer, minimum: 1, maximum: 10}|removed||v1 spec.size: removed",
        "maximum: 10|maximum: 9||v1 spec.size: maximum 9.0",
        "minimum: 1,|minimum: 2,||v1 spec.size: minimum 2.0",
        "minimum: 1,|minimum: 0,||Update",
        "maximum: 10|maximum: 11||Update",
        "enum: [A, B]|enum: [A]||v1 spec.mode: only [\"A\"] is accepted",
        "enum: [A, B]|enum: [A, B, C]||Update",
        "type: integer|type: string||v1 spec.size: type integer becomes string",
        "{key: {type: string}}|{key: {type: string, maxLength: 3}}||v1 spec.list[].key: maxLength 3"
      })
  void narrowingIsRefusedAndNamed(String before, String after, String none, String expected) {
    String changed =
        after.equals("removed")
            ? FIELDS.replaceAll("(?m)^ *size:.*\n", "")
            : FIELDS.replace(before, after);
    assertThat(left(decide(crd("0.1.0", FIELDS), crd("0.2.0", changed))))
        .isEqualTo(expected.equals("Update") ? expected : "NARROWING " + expected);
  }

  @Test
  void aNewRequiredFieldNarrowsUnlessItHasADefault() {
    String required = FIELDS + "required: [mode]\n";
    assertThat(left(decide(crd("0.1.0", FIELDS), crd("0.2.0", required))))
        .isEqualTo("NARROWING v1 spec.mode: newly required");
    assertThat(
            left(
                decide(
                    crd("0.1.0", FIELDS),
                    crd("0.2.0", required.replace("enum: [A, B]", "enum: [A, B], default: A")))))
        .isEqualTo("Update");
  }

  @Test
  void aVersionThatIsNoLongerServedNarrows() {
    CustomResourceDefinition existing = crd("0.1.0", FIELDS);
    CustomResourceDefinition brought = crd("0.2.0", FIELDS);
    brought.getSpec().getVersions().getFirst().setName("v2");
    assertThat(left(decide(existing, brought))).isEqualTo("NARROWING v1: no longer served");
  }

  @Test
  void aChangedPatternIsJudgedByTheValuesInUse() {
    CustomResourceDefinition existing = crd("0.1.0", FIELDS);
    CustomResourceDefinition brought = crd("0.2.0", FIELDS.replace("^a+$", "^(a|b)+$"));
    JsonNode fits = SERIALIZATION.unmarshal("---\n{spec: {name: ab}}", JsonNode.class);
    JsonNode fails = SERIALIZATION.unmarshal("---\n{spec: {name: ac}}", JsonNode.class);
    assertThat(left(CrdPlanner.decide(existing, brought, () -> List.of(fits)))).isEqualTo("Update");
    assertThat(left(CrdPlanner.decide(existing, brought, () -> List.of(fits, fails))))
        .isEqualTo("NARROWING v1 spec.name: must match ^(a|b)+$");
  }

  @Test
  void theBundleDoesNotNarrowItself() {
    CrdBundle.all()
        .values()
        .forEach(crd -> assertThat(SchemaComparison.narrowings(crd, crd)).isEmpty());
  }

  @Test
  void objectsAreRewrittenBeforeAStoredVersionIsDropped() {
    FakeStore store = new FakeStore();
    CustomResourceDefinition brought = crd("0.2.0", FIELDS);
    CustomResourceDefinition existing =
        with(
            crd("0.1.0", FIELDS),
            b -> b.withNewStatus().withStoredVersions("v1beta1", "v1").endStatus());
    var old = new CustomResourceDefinitionBuilder(brought).build();
    old.getSpec().getVersions().getFirst().setName("v1beta1");
    old.getSpec().getVersions().getFirst().setStorage(false);
    brought
        .getSpec()
        .setVersions(
            List.of(
                brought.getSpec().getVersions().getFirst(),
                old.getSpec().getVersions().getFirst()));
    existing.getSpec().setVersions(brought.getSpec().getVersions());
    store.crds.put("things.meshwright.io", existing);
    store.objects = List.of(new GenericKubernetesResource(), new GenericKubernetesResource());

    CrdUpgrade upgrade = new CrdUpgrade(store, List.of(brought), SERIALIZATION);
    upgrade.run();
    assertThat(store.writes).containsExactly("apply", "rewrite", "rewrite", "stored v1");

    store.writes.clear();
    upgrade.run();
    assertThat(store.writes).isEmpty();
  }

  @Test
  void aRewriteThatFailsKeepsTheStoredVersion() {
    FakeStore store = new FakeStore();
    CustomResourceDefinition crd =
        with(
            crd("0.2.0", FIELDS),
            b -> b.withNewStatus().withStoredVersions("v1beta1", "v1").endStatus());
    var served =
        new CustomResourceDefinitionBuilder(crd).build().getSpec().getVersions().getFirst();
    served.setName("v1beta1");
    served.setStorage(false);
    crd.getSpec().setVersions(List.of(crd.getSpec().getVersions().getFirst(), served));
    store.crds.put("things.meshwright.io", crd);
    store.objects = List.of(new GenericKubernetesResource());
    store.refuses = true;

    new CrdUpgrade(store, List.of(crd), SERIALIZATION).run();

    assertThat(store.writes).containsExactly("rewrite");
  }

  private static final class FakeStore implements CrdStore {

    private final Map<String, CustomResourceDefinition> crds = new HashMap<>();
    private final List<String> writes = new ArrayList<>();
    private List<GenericKubernetesResource> objects = List.of();
    private boolean refuses;

    @Override
    public Optional<CustomResourceDefinition> get(String name) {
      return Optional.ofNullable(crds.get(name));
    }

    @Override
    public void apply(CustomResourceDefinition crd) {
      writes.add("apply");
      crds.computeIfPresent(
          crd.getMetadata().getName(),
          (_, before) ->
              new CustomResourceDefinitionBuilder(crd).withStatus(before.getStatus()).build());
    }

    @Override
    public List<GenericKubernetesResource> objects(CustomResourceDefinition crd, String version) {
      return objects;
    }

    @Override
    public void rewrite(CustomResourceDefinition crd, GenericKubernetesResource object) {
      writes.add("rewrite");
      if (refuses) {
        throw new ApplyException("no", null);
      }
    }

    @Override
    public void setStoredVersion(CustomResourceDefinition crd, String version) {
      writes.add("stored " + version);
      get(crd.getMetadata().getName())
          .orElseThrow()
          .getStatus()
          .setStoredVersions(List.of(version));
    }
  }
}
