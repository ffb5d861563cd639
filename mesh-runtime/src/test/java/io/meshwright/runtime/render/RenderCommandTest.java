package io.meshwright.runtime.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.runtime.config.CommandLines;
import io.meshwright.runtime.testing.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

final class RenderCommandTest {

  private static final Path MESH = Path.of("src/test/resources/compile/weighted-split/mesh.yaml");
  private static final String NODE =
      "sidecar~10.244.0.5~reviews-v1-6d5c7c9b4-abcde.shop~shop.svc.cluster.local";

  @TempDir private Path directory;
  @TempDir private Path elsewhere;

  @BeforeEach
  void copyTheMesh() throws IOException {
    Files.copy(MESH, directory.resolve("mesh.yaml"));
  }

  @Command(name = "runtime")
  private static final class Program {}

  @Test
  void allTypesAreShownInTheOrderOfDiscovery() throws Exception {
    List<JsonNode> expected = new ArrayList<>();
    for (String type : List.of("clusters", "endpoints", "listeners", "routes")) {
      List<JsonNode> some = yaml(render(NODE, "--type", type));
      assertThat(some).as(type).isNotEmpty();
      expected.addAll(some);
    }
    assertThat(yaml(render(NODE))).isEqualTo(expected);
  }

  @Test
  void routesOfTheNodeAreThoseOfTheVirtualService() throws Exception {
    List<JsonNode> routes = yaml(render(NODE, "--type", "routes"));
    JsonNode weighted =
        routes.stream()
            .flatMap(route -> route.findValues("weightedClusters").stream())
            .findFirst()
            .orElseThrow();
    List<String> split = new ArrayList<>();
    weighted
        .path("clusters")
        .forEach(
            cluster ->
                split.add(cluster.path("weight").asInt() + " " + cluster.path("name").asText()));
    assertThat(split)
        .containsExactly(
            "90 outbound|80|v1|reviews.shop.svc.cluster.local",
            "10 outbound|80|v2|reviews.shop.svc.cluster.local");
  }

  @Test
  void secretsOfAGatewayAreShownWithoutTheirKeys() throws Exception {
    Files.copy(
        Path.of("src/test/resources/compile/gateway-tls/mesh.yaml"),
        directory.resolve("gateway.yaml"));
    Path metadata = elsewhere.resolve("metadata.yaml");
    Files.writeString(metadata, "LABELS: {istio: ingressgateway}\n");
    String router = "router~10.244.0.9~ingress-0.edge~edge.svc.cluster.local";
    CommandRun run = render(router, "--type=secrets", "--metadata", metadata.toString());

    JsonNode shown =
        yaml(run).stream()
            .filter(secret -> secret.path("name").asText().equals("kubernetes://simple"))
            .findFirst()
            .orElseThrow()
            .path("tlsCertificate");
    assertThat(shown.path("certificateChain").path("inlineBytes").binaryValue()).isNotEmpty();
    assertThat(shown.path("privateKey").path("inlineBytes").binaryValue())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("[redacted]");
    assertThat(yaml(render(NODE, "--type=secrets"))).as("a sidecar has its own").isEmpty();
  }

  @Test
  void jsonSaysTheSameAsYaml() throws Exception {
    CommandRun json = render(NODE, "--type=endpoints", "-o", "json");
    assertThat(json.out()).startsWith("[");
    assertThat(yaml(json)).isEqualTo(yaml(render(NODE, "--type=endpoints"))).isNotEmpty();
  }

  @Test
  void metadataOfTheNodeIsRead() throws Exception {
    Path metadata = elsewhere.resolve("metadata.yaml");
    Files.writeString(metadata, "INSTANCE_IPS: 10.244.0.5,fd00:244::5\nNAMESPACE: shop\n");
    assertThat(render(NODE, "--type=listeners", "--metadata", metadata.toString()).out())
        .as("a node with two addresses listens on both families")
        .contains("::");
    assertThat(render(NODE, "--type=listeners").out()).doesNotContain("::");

    Files.writeString(metadata, "- a list");
    CommandRun wrong = render(NODE, "--metadata", metadata.toString());
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("render: --metadata: found ").contains("a YAML mapping");
  }

  @Test
  void badResourceIsNamedAndTheRestIsShown() throws Exception {
    Files.writeString(
        directory.resolve("bad.yaml"),
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: bad, namespace: shop}
        spec: {hosts: [db], tcp: [{match: [{port: 99999}]}]}
        """);
    CommandRun run = render(NODE);
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("VirtualService shop/bad: spec.tcp[0]");
    assertThat(run.out()).contains("outbound|80|v1|reviews.shop.svc.cluster.local");
  }

  @Test
  void allProblemsOfTheArgumentsAreNamedAtOnce() {
    CommandRun run = run("--config-dir=/does/not/exist", "--type=all sorts", "-o", "xml", "extra");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .contains(
            "render: --config-dir: found /does/not/exist, expected an existing directory",
            "render: --type: found all sorts, expected all or one of [clusters, endpoints,"
                + " extensions, listeners, routes, secrets]",
            "render: --output: found xml, expected yaml or json",
            "render: --node: found nothing, expected a value")
        .anyMatch(line -> line.startsWith("render: extra: found extra, expected an option of: "))
        .hasSize(5);
  }

  @Test
  void idThatIsNoNodeIsRefused() {
    CommandRun run = render("reviews");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("reviews");
  }

  private CommandRun render(String node, String... options) {
    List<String> all =
        new ArrayList<>(List.of("--config-dir", directory.toString(), "--node", node));
    all.addAll(List.of(options));
    return run(all.toArray(String[]::new));
  }

  private static CommandRun run(String... options) {
    List<String> all = new ArrayList<>(List.of("render"));
    all.addAll(List.of(options));
    return CommandRun.of(
        CommandLines.of(new Program(), List.of(new RenderCommand()), Map.of()),
        all.toArray(String[]::new));
  }

  private static List<JsonNode> yaml(CommandRun run) throws IOException {
    assertThat(run.code()).as(run.err()).isZero();
    ObjectMapper mapper = new YAMLMapper();
    List<JsonNode> resources = new ArrayList<>();
    mapper.readTree(run.out()).forEach(resources::add);
    return resources;
  }
}
