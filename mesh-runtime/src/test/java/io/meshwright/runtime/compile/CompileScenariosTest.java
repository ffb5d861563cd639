package io.meshwright.runtime.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.render.ProxyResources;
import io.meshwright.runtime.render.ResourceText;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.NodeParser;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder for each scenario: what is in the mesh ({@code mesh.yaml}) and which proxy asks ({@code
 * node.yaml}), and what it gets, as {@code render} prints it; names only if it answers queries,
 * secrets and extensions only if it refers to some. {@code -Dgolden.update=true} writes the
 * answers; the diff is what a reviewer approves.
 */
final class CompileScenariosTest {

  private static final Path SCENARIOS = Path.of("src/test/resources/compile");
  private static final Map<XdsType, String> FILES =
      Map.of(
          XdsType.CLUSTER, "clusters.yaml",
          XdsType.ENDPOINT, "endpoints.yaml",
          XdsType.LISTENER, "listeners.yaml",
          XdsType.ROUTE, "routes.yaml",
          XdsType.EXTENSION_CONFIG, "extensions.yaml",
          XdsType.SECRET, "secrets.yaml",
          XdsType.NAME_TABLE, "names.yaml");

  static Stream<String> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(SCENARIOS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void proxyGetsWhatWasApproved(String scenario) throws Exception {
    Path folder = SCENARIOS.resolve(scenario);
    Discovery discovery = new Discovery(MeshYaml.SETTINGS);
    discovery.apply(MeshYaml.upserted(Files.readString(folder.resolve("mesh.yaml"))));
    assertThat(discovery.errors()).isEmpty();
    assertThat(discovery.remarks()).isEmpty();
    MeshModel model = discovery.model();
    Map<XdsType, String> written = new java.util.EnumMap<>(XdsType.class);
    ProxyResources.of(model, NodeParser.parse(node(folder), model.settings()))
        .forEach((type, resources) -> written.put(type, ResourceText.yaml(resources.values())));

    assertThat(FILES.keySet()).containsAll(written.keySet());
    for (XdsType type : written.keySet()) {
      Path approved = folder.resolve(FILES.getOrDefault(type, ""));
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(approved, written.get(type));
      }
      assertThat(written.get(type)).as(approved.toString()).isEqualTo(Files.readString(approved));
    }
  }

  private static Node node(Path folder) throws IOException {
    Node.Builder node = Node.newBuilder();
    String yaml = Files.readString(folder.resolve("node.yaml"));
    JsonFormat.parser().merge(new YAMLMapper().readTree(yaml).toString(), node);
    return node.build();
  }
}
