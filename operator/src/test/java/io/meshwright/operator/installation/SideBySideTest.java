package io.meshwright.operator.installation;

import static io.meshwright.operator.MeshUnderTest.condition;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.Metadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two meshes in one cluster: what they would share is found, and what they need not is apart. */
final class SideBySideTest {

  private static final String BLUE = "{namespace: blue-system, trust: {bundleName: blue-roots}}";

  private final MeshUnderTest mesh = new MeshUnderTest();

  @BeforeEach
  void oneMeshIsThere() {
    namespace("shop", Map.of("mesh", "default"));
    namespace("lab", Map.of("mesh", "blue"));
    mesh.installation("default", "{}");
    mesh.rollOut();
  }

  private void namespace(String name, Map<String, String> labels) {
    mesh.cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .build());
  }

  private void later() {
    mesh.cluster.now = mesh.cluster.now.plus(Duration.ofMinutes(2));
    mesh.rollOut();
  }

  private String preflight(String installation) {
    return Conditions.find(
            mesh.installation(installation).getStatus().conditions(),
            ConditionType.PREFLIGHT_PASSED)
        .map(Condition::message)
        .orElse("absent");
  }

  private String ready(String installation) {
    return condition(mesh.installation(installation).getStatus().conditions(), ConditionType.READY);
  }

  private MeshRevision revisionOf(String installation) {
    return mesh.revision(
        String.valueOf(mesh.installation(installation).getStatus().desiredRevision()));
  }

  @Test
  @DisplayName("LC-H1: a second mesh that would write the first one's roots is held back by name")
  void theYoungerMeshWaitsForAnotherName() {
    mesh.installation("blue", "{namespace: blue-system}");
    mesh.rollOut();

    assertThat(ready("blue")).isEqualTo("False PreflightFailed");
    assertThat(preflight("blue"))
        .contains(
            "spec.trust.bundleName: found istio-ca-root-cert, expected another name in the"
                + " installation, or other discoverySelectors: MeshInstallation default writes its"
                + " roots under this one into namespace ");
    assertThat(ready("default")).isEqualTo("True Available");
    assertThat(mesh.cluster.list(Deployment.class))
        .extracting(deployment -> deployment.getMetadata().getNamespace())
        .containsExactly("istio-system");

    mesh.installation("blue", BLUE);
    later();
    assertThat(ready("blue")).isEqualTo("True Available");
    assertThat(ready("default")).isEqualTo("True Available");
    assertThat(mesh.cluster.list(Deployment.class))
        .filteredOn(deployment -> deployment.getMetadata().getNamespace().equals("blue-system"))
        .singleElement()
        .satisfies(
            deployment ->
                assertThat(
                        deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getArgs())
                    .contains("--trust-bundle-name=blue-roots"));
  }

  @Test
  @DisplayName("LC-H1: meshes that look at different namespaces may call their roots the same")
  void discoverySelectorsKeepMeshesApart() {
    mesh.installation("default", "{meshConfig: {discoverySelectors: " + selector("default") + "}}");
    later();
    mesh.installation(
        "blue",
        "{namespace: blue-system, meshConfig: {discoverySelectors: " + selector("blue") + "}}");
    later();
    // the first revision looks at all namespaces; nobody uses it
    later();
    assertThat(ready("blue")).isEqualTo("True Available");

    namespace("lab", Map.of("mesh", "default"));
    mesh.installation("green", "{namespace: green-system}");
    later();
    assertThat(ready("green")).isEqualTo("False PreflightFailed");
  }

  private static String selector(String name) {
    return "[{matchLabels: {mesh: " + name + "}}]";
  }

  @Test
  @DisplayName("LC-H1: no object belongs to two meshes")
  void nothingIsShared() {
    mesh.installation("blue", BLUE);
    mesh.rollOut();

    Set<String> first = objectsOf("default");
    Set<String> second = objectsOf("blue");
    assertThat(first).hasSizeGreaterThan(15).doesNotContainAnyElementsOf(second);
    assertThat(second).hasSizeGreaterThan(12);
    assertThat(second)
        .as("only one mesh can have the default tag")
        .noneMatch(name -> name.contains("default"));
    assertThat(leasesOf("istio-system"))
        .contains("meshwright-roots", "meshwright-status")
        .doesNotContain("meshwright-roots-blue-roots");
    assertThat(leasesOf("blue-system"))
        .contains("meshwright-roots-blue-roots", "meshwright-status")
        .doesNotContain("meshwright-roots");
  }

  private Set<String> objectsOf(String installation) {
    Set<String> owners =
        mesh.cluster.list(MeshRevision.class).stream()
            .filter(r -> installation.equals(Metadata.label(r, "meshwright.io/owner-name")))
            .map(r -> r.getMetadata().getName())
            .collect(Collectors.toSet());
    owners.add(installation);
    return mesh.cluster.objects().stream()
        .filter(object -> owners.contains(Metadata.label(object, "meshwright.io/owner-name")))
        .map(SideBySideTest::name)
        .collect(Collectors.toSet());
  }

  private static String name(HasMetadata object) {
    return object.getKind()
        + " "
        + object.getMetadata().getNamespace()
        + "/"
        + object.getMetadata().getName();
  }

  private List<String> leasesOf(String namespace) {
    return mesh.cluster.list(Role.class).stream()
        .filter(role -> role.getMetadata().getNamespace().equals(namespace))
        .flatMap(role -> role.getRules().stream())
        .filter(rule -> rule.getResources().contains("leases"))
        .flatMap(rule -> rule.getResourceNames().stream())
        .toList();
  }

  @Test
  void anotherNameIsAnotherRevisionWithItsOwnRoots() {
    String before = mesh.active();
    mesh.installation("default", "{trust: {bundleName: red-roots}}");
    mesh.settle();
    assertThat(mesh.active()).isEqualTo(before);
    assertThat(condition(revisionOf("default").getStatus().conditions(), ConditionType.READY))
        .isNotEqualTo("True Available");

    mesh.rollOut();
    assertThat(mesh.active()).isEqualTo(mesh.desired()).isNotEqualTo(before);
    assertThat(leasesOf("istio-system"))
        .as("each name has its own writer")
        .contains("meshwright-roots", "meshwright-roots-red-roots");
  }

  @Test
  @DisplayName("LC-B4: the roots of a mesh go with it, those of the other stay")
  void theOtherMeshKeepsItsRoots() {
    mesh.installation("blue", BLUE);
    mesh.rollOut();
    for (String namespace : List.of("shop", "lab", "istio-system", "blue-system")) {
      mesh.cluster.publish("istio-ca-root-cert", namespace, "root-1");
      mesh.cluster.publish("blue-roots", namespace, "blue");
    }

    MeshInstallation blue = mesh.installation("blue");
    for (int round = 0; round < 10 && !mesh.installations.remove(blue); round++) {
      mesh.cluster.list(MeshRevision.class).stream()
          .filter(r -> r.getSpec().namespace().equals("blue-system"))
          .forEach(mesh.revisions::remove);
    }

    assertThat(mesh.cluster.list(ConfigMap.class))
        .extracting(map -> map.getMetadata().getName())
        .contains("istio-ca-root-cert")
        .doesNotContain("blue-roots");
    assertThat(mesh.cluster.writes)
        .contains("delete Lease blue-system/meshwright-roots-blue-roots")
        .noneMatch(write -> write.startsWith("delete Lease istio-system"));
    mesh.cluster.delete(blue);
    mesh.settle();
    assertThat(ready("default")).isEqualTo("True Available");
  }
}
