package io.meshwright.operator.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.CustomResourceDefinitions;
import io.meshwright.operator.apply.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Helm itself makes of the chart. */
final class HelmChartTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** Helm writes 1.0 as 1. */
  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  @TempDir private static Path chart;

  @BeforeAll
  static void assemble() throws IOException {
    HelmChart.assemble(Path.of("../helm/meshwright-operator"), chart);
  }

  private static Map<String, JsonNode> render(UnaryOperator<TemplateCommand> values) {
    String text =
        values
            .apply(
                new Helm(chart)
                    .template()
                    .withName("meshwright-operator")
                    .withNamespace("meshwright-system")
                    .withKubeVersion("1.30.0"))
            .call();
    Map<String, JsonNode> objects = new TreeMap<>();
    Arrays.stream(text.split("(?m)^---$"))
        .map(document -> YAML.unmarshal(document, JsonNode.class))
        .filter(document -> document != null && document.has("kind"))
        .forEach(document -> objects.put(key(document), document));
    return objects;
  }

  private static String key(JsonNode object) {
    return new ObjectKey(
            object.path("apiVersion").asText(),
            object.path("kind").asText(),
            object.path("metadata").path("namespace").asText(null),
            object.path("metadata").path("name").asText())
        .toString();
  }

  private static JsonNode tree(Object object) {
    // through text, so that numbers are of the types that a parser chooses
    return YAML.unmarshal(YAML.asYaml(object), JsonNode.class);
  }

  @Test
  void withItsDefaultsItIsTheInstallManifest() {
    Map<String, JsonNode> manifest = new TreeMap<>();
    for (HasMetadata object : InstallManifest.operator()) {
      if (!(object instanceof Namespace)) {
        manifest.put(ObjectKey.of(object).toString(), tree(object));
      }
    }
    Map<String, JsonNode> rendered = render(chart -> chart.set("crds.install", "false"));

    assertThat(rendered.keySet()).isEqualTo(manifest.keySet());
    assertThat(rendered)
        .allSatisfy((key, object) -> assertThat(object).as(key).isEqualTo(manifest.get(key)));
  }

  @Test
  void crdsAreTemplatesThatAnUninstallationKeeps() {
    Map<String, JsonNode> rendered = render(UnaryOperator.identity());

    assertThat(chart.resolve("crds")).doesNotExist();
    for (String name : CustomResourceDefinitions.NAMES) {
      JsonNode crd = Objects.requireNonNull(rendered.get("CustomResourceDefinition " + name));
      assertThat(crd.at("/metadata/annotations/helm.sh~1resource-policy").asText())
          .isEqualTo("keep");
      JsonNode source =
          YAML.unmarshal(CustomResourceDefinitions.yaml(name), JsonNode.class).get("spec");
      assertThat(crd.get("spec").equals(BY_VALUE, source)).as(name).isTrue();
    }
  }

  @Test
  void istiosCrdsCanBeLeftToIstio() {
    assertThat(render(chart -> chart.set("crds.istio", "false")).keySet())
        .contains("CustomResourceDefinition meshinstallations.meshwright.io")
        .noneMatch(key -> key.endsWith(".istio.io"));
  }

  @Test
  void everythingFollowsTheReleaseNamespace() {
    assertThat(
            render(values -> values.withNamespace("elsewhere").set("crds.install", "false"))
                .values())
        .noneMatch(object -> object.toString().contains("\"meshwright-system\""));
  }

  @Test
  void valuesReachTheDeployment() {
    Map<String, JsonNode> rendered =
        render(
            values ->
                values
                    .set("replicas", "3")
                    .set("images.registry", "registry.example.org/mirror")
                    .set("images.operator", "meshwright/operator@sha256:abc")
                    .set("images.pullSecrets[0]", "login")
                    .set("resources.limits.memory", "1Gi")
                    .set("priorityClassName", "system-cluster-critical"));
    JsonNode deployment =
        Objects.requireNonNull(rendered.get("Deployment meshwright-system/meshwright-operator"));
    JsonNode pod = deployment.at("/spec/template/spec");

    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(pod.at("/containers/0/image").asText())
        .isEqualTo("registry.example.org/mirror/meshwright/operator@sha256:abc");
    assertThat(pod.at("/containers/0/env").findValuesAsText("value"))
        .isNotEmpty()
        .allMatch(image -> image.startsWith("registry.example.org/mirror/meshwright/"));
    assertThat(pod.at("/imagePullSecrets/0/name").asText()).isEqualTo("login");
    assertThat(pod.at("/containers/0/resources/limits/memory").asText()).isEqualTo("1Gi");
    assertThat(pod.at("/priorityClassName").asText()).isEqualTo("system-cluster-critical");
  }

  @Test
  void optionalObjectsCanBeLeftOut() {
    assertThat(
            render(
                    values ->
                        values
                            .set("networkPolicy.enabled", "false")
                            .set("podDisruptionBudget.enabled", "false"))
                .keySet())
        .noneMatch(key -> key.startsWith("NetworkPolicy") || key.startsWith("PodDisruption"));
  }

  @Test
  void theRightToRestartWorkloadsCanBeLeftOut() {
    String role = "ClusterRole meshwright-operator-data-plane";
    String binding = "ClusterRoleBinding meshwright-operator-data-plane";
    assertThat(render(UnaryOperator.identity()).keySet()).contains(role, binding);
    assertThat(render(values -> values.set("dataPlane.automatic", "false")).keySet())
        .contains("ClusterRole meshwright-operator")
        .doesNotContain(role, binding);
  }

  @Test
  void theRightToUpgradeInPlaceIsAskedFor() {
    String role = "ClusterRole meshwright-operator-in-place";
    String binding = "ClusterRoleBinding meshwright-operator-in-place";
    assertThat(render(UnaryOperator.identity()).keySet()).doesNotContain(role, binding);
    Map<String, JsonNode> rendered =
        render(
            values -> values.set("dataPlane.inPlace", "true").set("dataPlane.automatic", "false"));
    assertThat(rendered.keySet()).contains(role, binding);
    assertThat(Objects.requireNonNull(rendered.get(binding)).at("/subjects/0/namespace").asText())
        .isEqualTo("meshwright-system");
    assertThat(InstallManifest.operator())
        .extracting(object -> object.getMetadata().getName())
        .doesNotContain("meshwright-operator-in-place");
  }

  @Test
  void theRightToEvictPodsIsGivenOnlyIfAskedFor() {
    String role = "ClusterRole meshwright-operator-healing";
    String binding = "ClusterRoleBinding meshwright-operator-healing";
    assertThat(render(UnaryOperator.identity()).keySet()).contains(role).doesNotContain(binding);
    assertThat(render(values -> values.set("healing.evict", "true")).keySet())
        .contains(role, binding);
  }

  @ParameterizedTest
  @CsvSource({
    "replica, 2, additional properties 'replica' not allowed",
    "replicas, 11, maximum: got 11",
    "images.pullPolicy, Sometimes, value must be one of",
    "crds.keep, perhaps, got string",
    "images.related.PROXY, meshwright/proxy, PROXY"
  })
  void wrongValuesAreRefused(String name, String value, String words) {
    assertThatThrownBy(() -> render(values -> values.set(name, value))).hasMessageContaining(words);
  }

  @Test
  void lintFindsNothing() {
    LintResult result = new Helm(chart).lint().strict().quiet().call();

    assertThat(result.isFailed()).as(() -> result.getMessages().toString()).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.startsWith("[WARNING]"));
  }

  @Test
  void everyValueIsInTheSchema() throws IOException {
    JsonNode schema =
        YAML.unmarshal(Files.readString(chart.resolve("values.schema.json")), JsonNode.class);
    JsonNode values =
        YAML.unmarshal(Files.readString(chart.resolve("values.yaml")), JsonNode.class);

    values
        .fieldNames()
        .forEachRemaining(name -> assertThat(schema.get("properties").has(name)).as(name).isTrue());
  }
}
