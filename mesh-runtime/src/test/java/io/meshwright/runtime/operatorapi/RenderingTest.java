package io.meshwright.runtime.operatorapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.NodeParser;
import io.meshwright.runtime.xds.RecordedNode;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two revisions say of the same proxy. */
final class RenderingTest {

  private static final Path SCENARIOS = Path.of("src/test/resources/compile");

  static Stream<Path> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(SCENARIOS)) {
      return folders.sorted().toList().stream();
    }
  }

  private static MeshModel model(Path scenario, String revision) throws IOException {
    MeshSettings settings = MeshYaml.SETTINGS;
    Discovery discovery =
        new Discovery(
            new MeshSettings(
                revision,
                settings.cluster(),
                settings.network(),
                settings.trustDomain(),
                settings.rootNamespace(),
                settings.dnsDomain(),
                settings.meshConfig()));
    discovery.apply(MeshYaml.upserted(Files.readString(scenario.resolve("mesh.yaml"))));
    return discovery.model();
  }

  private static String node(Path scenario) throws IOException, ConfigException {
    Node.Builder node = Node.newBuilder();
    String yaml = Files.readString(scenario.resolve("node.yaml"));
    JsonFormat.parser().merge(new YAMLMapper().readTree(yaml).toString(), node);
    return RecordedNode.write(NodeParser.parse(node.build(), MeshYaml.SETTINGS));
  }

  private static List<RenderedResource> rendered(MeshModel model, String node, ResourceName... of)
      throws ConfigException {
    return Rendering.of(
            RenderProxyRequest.newBuilder().setNode(node).addAllContentOf(List.of(of)).build(),
            model)
        .toList();
  }

  /** Or each upgrade would look like a change. */
  @ParameterizedTest
  @MethodSource("scenarios")
  void revisionsOfOneVersionRenderAProxyAlike(Path scenario) throws Exception {
    String node = node(scenario);

    List<RenderedResource> one = rendered(model(scenario, "a-1"), node);

    assertThat(one).isNotEmpty().isEqualTo(rendered(model(scenario, "b-2"), node));
  }

  @Test
  void theKeyOfASecretDoesNotLeaveTheControlPlane() throws Exception {
    Path scenario = SCENARIOS.resolve("gateway-tls");
    MeshModel model = model(scenario, "a-1");
    ResourceName[] all =
        rendered(model, node(scenario)).stream()
            .map(RenderedResource::getResource)
            .toArray(ResourceName[]::new);

    String contents = rendered(model, node(scenario), all).toString();

    // in JSON, bytes are in base 64: "[redacted]" and "never shown"
    assertThat(contents).contains("W3JlZGFjdGVkXQ").doesNotContain("bmV2ZXIgc2hvd24");
  }

  @Test
  void moreContentsThanOneAnswerHoldsAreRefused() throws Exception {
    Path scenario = SCENARIOS.resolve("http-routes");
    ResourceName[] many = new ResourceName[501];
    Arrays.fill(many, ResourceName.getDefaultInstance());

    assertThatThrownBy(() -> rendered(model(scenario, "a-1"), node(scenario), many))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("found 501 resources, expected 500 at most");
  }
}
