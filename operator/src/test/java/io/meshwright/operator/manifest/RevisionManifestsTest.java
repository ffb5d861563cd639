package io.meshwright.operator.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.injection.InjectionSelectors.UnlabelledNamespaces;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.config.MeshImages;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.config.ReleaseVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder a version: what each case in it renders is a promise from the release on. {@code
 * -Dgolden.update=true} writes the files of the newest version only.
 */
final class RevisionManifestsTest {

  private static final Path APPROVED = Path.of("src/test/resources/manifests");
  private static final Path OBJECT_TABLE = Path.of("../docs/reference/objects.md");
  private static final String INPUT = ".in.yaml";

  private static RevisionPlan plan(String spec) {
    MeshRevisionSpec parsed =
        new KubernetesSerialization().unmarshal("---\n" + spec, MeshRevisionSpec.class);
    Integer replicas = parsed.controlPlane().replicas();
    return new RevisionPlan(
        new RevisionNames("default-0-1-0-abc"),
        parsed,
        new MeshImages(
            "meshwright/runtime:" + parsed.version(), "meshwright/proxy:" + parsed.version()),
        replicas == null ? new Scaling(Optional.empty(), Optional.of(3)) : Scaling.fixed(replicas),
        "meshwright-system");
  }

  private static List<HasMetadata> everything(RevisionPlan plan) {
    List<HasMetadata> objects = new ArrayList<>(RevisionManifests.of(plan));
    objects.add(WebhookManifests.injection(plan, "cm9vdA=="));
    objects.add(WebhookManifests.validation(plan, "cm9vdA==", ValidationMode.PROVEN));
    objects.add(RevisionManifests.aliasService(plan.namespace(), plan.names().revision()));
    objects.add(
        WebhookManifests.tag(
            "default",
            plan.names(),
            plan.namespace(),
            UnlabelledNamespaces.NOT_INJECTED,
            "cm9vdA=="));
    objects.add(
        WebhookManifests.defaultValidation(
            plan.names(), plan.spec(), "cm9vdA==", ValidationMode.UNPROVEN));
    return objects;
  }

  static List<String> cases() throws IOException {
    try (Stream<Path> files = Files.walk(APPROVED)) {
      return files
          .filter(file -> file.toString().endsWith(INPUT))
          .map(file -> APPROVED.relativize(file).toString().replace(INPUT, ""))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsApproved(String name) throws IOException {
    RevisionPlan plan = plan(Files.readString(APPROVED.resolve(name + INPUT)));
    String yaml = everything(plan).stream().map(StableText::yaml).collect(Collectors.joining());
    Path approved = APPROVED.resolve(name + ".out.yaml");
    if (Boolean.getBoolean("golden.update") && plan.spec().version().equals(MeshVersion.NEWEST)) {
      Files.writeString(approved, yaml);
    }
    assertThat(name).startsWith(plan.spec().version() + "/");
    assertThat(yaml).isEqualTo(Files.readString(approved));
  }

  @Test
  void everyKnownVersionHasApprovedObjects() throws IOException {
    List<String> cases = cases();
    assertThat(OperatorConfig.of("meshwright-system", Map.of()).versions().releases())
        .allSatisfy(release -> assertThat(cases).contains(release.version() + "/defaults"));
  }

  @Test
  void theFirstVersionHasTheFirstForm() {
    assertThat(ManifestForm.of(ReleaseVersion.parse("0.0.1-rc.1").orElseThrow()))
        .isEqualTo(ManifestForm.V1);
  }

  @Test
  void theObjectTableNamesEveryObject() throws IOException {
    String table = Files.readString(OBJECT_TABLE);
    assertThat(
            everything(
                plan("{version: 0.1.0, namespace: istio-system, controlPlane: {autoscaling: {}}}")))
        .allSatisfy(
            object ->
                assertThat(table)
                    .contains(
                        "| "
                            + object.getKind()
                            + " | `"
                            + object.getMetadata().getName().replace("default-0-1-0-abc", "REV")
                            + "` |"));
  }
}
