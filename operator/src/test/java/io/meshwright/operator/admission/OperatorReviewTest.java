package io.meshwright.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequestBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.Channel;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.config.MeshImages;
import io.meshwright.operator.config.MeshRelease;
import io.meshwright.operator.config.MeshRelease.Support;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.operator.config.VersionCatalogue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a user is told at once, by kubectl. */
final class OperatorReviewTest {

  private static final String OLD = "0.0.9";

  private final MeshUnderTest mesh = new MeshUnderTest();
  private final OperatorReview review =
      new OperatorReview(
          new AdmissionRules(mesh.cluster, config(), mesh.cluster.serialization),
          mesh.cluster.serialization,
          "meshwright-system");

  private static OperatorConfig config() {
    return new OperatorConfig(
        "meshwright-system",
        new VersionCatalogue(
            List.of(
                release(MeshVersion.NEWEST, Support.SUPPORTED),
                release(OLD, Support.END_OF_LIFE),
                release("9.0.0", Support.SUPPORTED))));
  }

  private static MeshRelease release(String version, Support support) {
    return new MeshRelease(
        ReleaseVersion.parse(version).orElseThrow(),
        Channel.stable,
        support,
        new MeshImages("runtime", "proxy"));
  }

  private AdmissionResponse ask(
      String operation, @Nullable HasMetadata before, @Nullable HasMetadata after, String user) {
    HasMetadata object = Objects.requireNonNull(after == null ? before : after);
    AdmissionRequest request =
        new AdmissionRequestBuilder()
            .withUid("1")
            .withOperation(operation)
            .withNewKind("meshwright.io", object.getKind(), "v1alpha1")
            .withNewResource(
                "meshwright.io", object.getKind().toLowerCase(Locale.ROOT) + "s", "v1alpha1")
            .withNewUserInfo()
            .withUsername(user)
            .endUserInfo()
            .build();
    request.setObject((KubernetesResource) after);
    request.setOldObject((KubernetesResource) before);
    return review.review(request);
  }

  private AdmissionResponse create(HasMetadata object) {
    return ask("CREATE", null, object, "alice");
  }

  private MeshInstallation installation(String name, String spec) {
    MeshInstallation installation = new MeshInstallation();
    installation.setMetadata(new ObjectMetaBuilder().withName(name).build());
    installation.setSpec(
        mesh.cluster.serialization.unmarshal("---\n" + spec, MeshInstallationSpec.class));
    return installation;
  }

  private MeshRevisionTag tag(String name, TargetRef.Kind kind, String target) {
    MeshRevisionTag tag = new MeshRevisionTag();
    tag.setMetadata(new ObjectMetaBuilder().withName(name).build());
    tag.setSpec(new MeshRevisionTagSpec(new TargetRef(kind, target)));
    return tag;
  }

  private MeshInstallation installed() {
    mesh.installation("default", "{}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", "root-1");
    mesh.settle();
    return mesh.installation("default");
  }

  private void workload(String revision) {
    mesh.cluster.put(
        new PodBuilder()
            .withNewMetadata()
            .withName("cart")
            .withNamespace("shop")
            .addToAnnotations("istio.io/rev", revision)
            .endMetadata()
            .withNewStatus()
            .withPhase("Running")
            .endStatus()
            .build());
  }

  private static String message(AdmissionResponse response) {
    return response.getAllowed() ? "allowed" : response.getStatus().getMessage();
  }

  @Test
  void anOrdinaryInstallationPassesWithoutAWord() {
    AdmissionResponse response = create(installation("default", "{}"));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings()).isEmpty();
    assertThat(response.getUid()).isEqualTo("1");
  }

  @Test
  void anUnknownVersionIsRefusedWithTheKnownOnes() {
    AdmissionResponse response = create(installation("default", "{version: 7.7.7}"));
    assertThat(message(response))
        .startsWith("MeshInstallation default: spec.version: found 7.7.7, expected one of ")
        .contains(MeshVersion.NEWEST, "9.0-latest");
    assertThat(response.getStatus().getCode()).isEqualTo(422);
  }

  @Test
  @DisplayName("LC-A5: a version at its end of life may stay, but is not begun with")
  void anEndedVersionIsNotBegunWith() {
    MeshInstallation ended = installation("default", "{version: %s}".formatted(OLD));
    assertThat(message(create(ended))).contains("found " + OLD, "has reached its end of life");
    AdmissionResponse kept = ask("UPDATE", ended, ended, "alice");
    assertThat(kept.getAllowed()).isTrue();
    assertThat(kept.getWarnings()).singleElement().asString().contains("end of life");
  }

  @Test
  @DisplayName("LC-A6: an unknown profile is refused with the known ones")
  void anUnknownProfileIsRefused() {
    assertThat(message(create(installation("default", "{profile: ../etc}"))))
        .startsWith(
            "MeshInstallation default: spec.profile: found ../etc, expected one of default");
  }

  @Test
  @DisplayName("LC-A2: a namespace that another installation has is refused")
  void aNamespaceHasOneMesh() {
    mesh.installation("first", "{}");
    assertThat(message(create(installation("second", "{}"))))
        .isEqualTo(
            "MeshInstallation second: spec.namespace: found istio-system, expected a namespace that"
                + " MeshInstallation first does not use");
    assertThat(create(installation("second", "{namespace: other}")).getAllowed()).isTrue();
  }

  @Test
  void rootsOfTheNameOfAnotherMeshAreWarnedOf() {
    MeshInstallation first = installed();
    String active = String.valueOf(first.getStatus().activeRevision());
    assertThat(create(installation("second", "{namespace: other}")).getWarnings())
        .containsExactly(
            "MeshInstallation second: spec.trust.bundleName: istio-ca-root-cert is also what"
                + " MeshRevision "
                + active
                + " writes; without another name this mesh is held back");
    assertThat(
            create(installation("second", "{namespace: other, trust: {bundleName: other-roots}}"))
                .getWarnings())
        .isEmpty();
    assertThat(ask("UPDATE", first, first, "alice").getWarnings()).isEmpty();
  }

  @Test
  void whatAVersionDoesNotKnowIsRefused() {
    assertThat(
            message(
                create(
                    installation(
                        "default",
                        ("{version: %s, trust: {bundleName: blue-roots}, meshConfig:"
                                + " {discoverySelectors: [{matchLabels: {mesh: blue}}]}}")
                            .formatted(OLD)))))
        .contains(
            "MeshInstallation default: spec.trust.bundleName: found blue-roots, expected"
                + " istio-ca-root-cert: version 0.0.9 has no other",
            "MeshInstallation default: spec.meshConfig.discoverySelectors: found 1 selectors,"
                + " expected none: version 0.0.9 looks at all namespaces");
  }

  @Test
  @DisplayName("LC-G5: revisions and tags share one space of names")
  void namesAreSharedBetweenRevisionsAndTags() {
    installed();
    String active = String.valueOf(mesh.installation("default").getStatus().activeRevision());
    assertThat(message(create(tag(active, TargetRef.Kind.MeshInstallation, "default"))))
        .contains("metadata.name: found " + active);

    mesh.cluster.put(tag("canary", TargetRef.Kind.MeshInstallation, "default"));
    MeshRevision revision = new MeshRevision();
    revision.setMetadata(new ObjectMetaBuilder().withName("canary").build());
    revision.setSpec(
        mesh.cluster.serialization.unmarshal(
            "---\n{version: %s, namespace: istio-system}".formatted(MeshVersion.NEWEST),
            MeshRevisionSpec.class));
    assertThat(message(create(revision))).contains("a name that no MeshRevisionTag has");
    assertThat(
            message(
                create(installation("canary", "{namespace: x, updateStrategy: {type: InPlace}}"))))
        .contains("spec.updateStrategy.type");
  }

  @Test
  void aTagWithoutATargetIsAWarning() {
    AdmissionResponse response = create(tag("canary", TargetRef.Kind.MeshRevision, "nowhere"));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings())
        .containsExactly(
            "MeshRevisionTag canary: spec.targetRef: MeshRevision nowhere is not there; the tag"
                + " waits");
  }

  @Test
  @DisplayName("LC-downgrade, LC-skip-minor: untested changes need the user's word")
  void versionsDoNotJump() {
    MeshInstallation before = installed();
    MeshInstallation jump = installation("default", "{version: 9.0.0}");
    assertThat(message(ask("UPDATE", before, jump, "alice")))
        .contains("spec.version: found 9.0.0, expected at most one minor version after")
        .contains("meshwright.io/allow-untested-version-change");

    jump.getMetadata()
        .setAnnotations(Map.of("meshwright.io/allow-untested-version-change", "true"));
    AdmissionResponse allowed = ask("UPDATE", before, jump, "alice");
    assertThat(allowed.getAllowed()).isTrue();
    assertThat(allowed.getWarnings()).singleElement().asString().contains("leads from");
  }

  @Test
  void riskyButValidSpecsAreWarnedOfOnce() {
    MeshInstallation risky =
        installation(
            "default",
            """
            updateStrategy: {type: InPlace}
            meshConfig: {enableAutoMtls: false}
            """);
    assertThat(create(risky).getWarnings())
        .hasSize(2)
        .anySatisfy(w -> assertThat(w).contains("spec.updateStrategy.type: InPlace"))
        .anySatisfy(w -> assertThat(w).contains("spec.meshConfig.enableAutoMtls"));
    assertThat(ask("UPDATE", risky, risky, "alice").getWarnings()).isEmpty();
    assertThat(
            ask(
                    "UPDATE",
                    installation("default", "{}"),
                    installation("default", "{meshConfig: {trustDomain: example.org}}"),
                    "alice")
                .getWarnings())
        .singleElement()
        .asString()
        .contains("spec.meshConfig.trustDomain");
  }

  @Test
  void deprecatedFieldsAreNamedByTheirSchema() {
    JSONSchemaProps schema =
        mesh.cluster.serialization.unmarshal(
            """
            properties:
              spec:
                properties:
                  old: {description: "Deprecated: use spec.new."}
                  list:
                    items: {properties: {a: {description: "Deprecated: no effect."}}}
            """,
            JSONSchemaProps.class);
    JsonNode object =
        mesh.cluster.serialization.unmarshal(
            "---\n{spec: {old: 1, new: 2, list: [{}, {a: 1}]}}", JsonNode.class);
    assertThat(DeprecatedFields.of(schema).usedBy(object))
        .isEqualTo(
            List.of(
                "spec.old: Deprecated: use spec.new.", "spec.list[1].a: Deprecated: no effect."));
  }

  @Test
  @DisplayName("LC-delete-in-use: deletion is refused while workloads use it, unless annotated")
  void whatWorkloadsUseIsNotDeleted() {
    installed();
    MeshInstallation unused = mesh.installation("default");
    assertThat(ask("DELETE", unused, null, "alice").getAllowed()).isTrue();

    String active = String.valueOf(unused.getStatus().activeRevision());
    workload(active);
    AdmissionResponse denied = ask("DELETE", unused, null, "alice");
    assertThat(message(denied))
        .isEqualTo(
            "MeshInstallation default: metadata: found 1 pods with its proxies, expected none, or"
                + " the annotation meshwright.io/allow-delete-in-use: \"true\"");
    assertThat(denied.getStatus().getCode()).isEqualTo(403);

    MeshRevision revision = mesh.cluster.get(MeshRevision.class, null, active).orElseThrow();
    assertThat(ask("DELETE", revision, null, "alice").getAllowed()).isFalse();
    assertThat(
            ask(
                    "DELETE",
                    revision,
                    null,
                    "system:serviceaccount:meshwright-system:meshwright-operator")
                .getAllowed())
        .isTrue();

    unused.getMetadata().setAnnotations(Map.of("meshwright.io/allow-delete-in-use", "true"));
    assertThat(ask("DELETE", unused, null, "alice").getAllowed()).isTrue();
  }

  @Test
  @DisplayName("LC-delete-in-use: the finalizer holds what admission did not see")
  void theFinalizerHoldsADeletion() {
    installed();
    MeshInstallation installation = mesh.installation("default");
    workload(String.valueOf(installation.getStatus().activeRevision()));

    assertThat(mesh.installations.remove(installation)).isFalse();
    assertThat(mesh.cluster.list(MeshRevision.class)).hasSize(1);
    assertThat(
            Conditions.find(
                    mesh.installation("default").getStatus().conditions(), ConditionType.STALLED)
                .map(Condition::reason))
        .contains("InUseByWorkloads");
    assertThat(mesh.revisions.remove(mesh.cluster.list(MeshRevision.class).getFirst())).isFalse();

    installation.getMetadata().setAnnotations(Map.of("meshwright.io/allow-delete-in-use", "true"));
    mesh.installations.remove(installation);
    assertThat(mesh.cluster.list(MeshRevision.class)).isEmpty();
  }

  @Test
  void deletingATagThatNamespacesNameIsWarnedOf() {
    mesh.cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("shop")
            .addToLabels("istio.io/rev", "canary")
            .endMetadata()
            .build());
    AdmissionResponse response =
        ask("DELETE", tag("canary", TargetRef.Kind.MeshInstallation, "default"), null, "alice");
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings()).singleElement().asString().contains("1 namespaces name it");
  }

  @Test
  void whatIsBeingDeletedIsNotHeldUp() {
    MeshInstallation broken = installation("default", "{version: 7.7.7}");
    broken.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(ask("UPDATE", broken, broken, "alice").getAllowed()).isTrue();
  }
}
