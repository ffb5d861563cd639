package io.meshwright.runtime.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.compile.patch.ResourcePatches;
import io.meshwright.runtime.config.ConfigDirOption;
import io.meshwright.runtime.config.MeshOptions;
import io.meshwright.runtime.config.OptionReader;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.Remark;
import io.meshwright.runtime.files.ManifestDirectory;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.xds.NodeParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code render}: prints the resources of a proxy, and on the error stream what is wrong with the
 * configuration. Bad configuration is no failure of the command, as it is none of a running mesh.
 */
@Command(
    name = "render",
    description = "Prints what a proxy would get, without a running mesh.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // the spec is set by picocli
public final class RenderCommand implements Callable<Integer> {

  private static final String ALL = "all";
  private static final SortedMap<String, XdsType> TYPES =
      new TreeMap<>(
          Map.of(
              "clusters", XdsType.CLUSTER,
              "endpoints", XdsType.ENDPOINT,
              "extensions", XdsType.EXTENSION_CONFIG,
              "listeners", XdsType.LISTENER,
              "routes", XdsType.ROUTE,
              "secrets", XdsType.SECRET));
  private static final ObjectMapper YAML = new YAMLMapper();

  private enum Form {
    YAML,
    JSON
  }

  @Mixin private final ConfigDirOption configDir = new ConfigDirOption();

  @Option(
      names = "--node",
      required = true,
      paramLabel = "ID",
      description = "sidecar~IP~POD.NS~NS.svc.cluster.local, or router~…")
  private @Nullable String node;

  @Option(names = "--metadata", paramLabel = "FILE", description = "the node's metadata, as YAML")
  private @Nullable String metadata;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = ALL,
      description =
          "clusters, endpoints, extensions, listeners, routes, secrets (without keys) or all")
  private String type = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "yaml",
      description = "yaml or json")
  private String form = "";

  @Mixin private final MeshOptions mesh = new MeshOptions();

  @Spec private CommandSpec spec;

  /** What is to be printed, after all options were found good. */
  private record Request(
      MeshSettings settings, Path configDir, Node node, Set<XdsType> types, Form form) {}

  @Override
  public Integer call() throws ConfigException, IOException {
    Request request = request(new OptionReader(spec));
    Discovery discovery = new Discovery(request.settings());
    discovery.apply(ManifestDirectory.read(request.configDir()));
    MeshModel model = discovery.model();
    discovery.errors().values().forEach(this::report);
    discovery
        .remarks()
        .values()
        .forEach(remarks -> report(remarks.stream().map(Remark::error).toList()));
    ResourcePatches.findings(model.patches()).forEach(found -> report(found.errors()));
    List<Message> chosen = new ArrayList<>();
    ProxyResources.of(model, NodeParser.parse(request.node(), model.settings()))
        .forEach(
            (candidate, resources) -> {
              if (request.types().contains(candidate)) {
                chosen.addAll(resources.values());
              }
            });
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (request.form()) {
          case YAML -> ResourceText.yaml(chosen);
          case JSON -> ResourceText.json(chosen);
        });
    out.flush();
    return 0;
  }

  private Request request(OptionReader reader) throws ConfigException, IOException {
    Optional<Path> directory = configDir.read(reader);
    Optional<Path> metadataFile =
        reader.read(
            "--metadata",
            metadata,
            "an existing file",
            text -> Optional.of(Path.of(text)).filter(Files::isRegularFile));
    Optional<Set<XdsType>> types =
        reader.read("--type", type, ALL + " or one of " + TYPES.keySet(), RenderCommand::types);
    Optional<Form> output = reader.word("--output", form, Form.class);
    MeshSettings settings = mesh.settings(reader);
    reader.requireNoErrors();
    Node.Builder id = Node.newBuilder().setId(node == null ? "" : node);
    if (metadataFile.isPresent()) {
      id.setMetadata(metadata(metadataFile.get()));
    }
    return new Request(
        settings, directory.orElseThrow(), id.build(), types.orElseThrow(), output.orElseThrow());
  }

  private void report(List<ConfigError> errors) {
    errors.forEach(error -> spec.commandLine().getErr().println(error.message()));
  }

  private static Optional<Set<XdsType>> types(String text) {
    if (text.equals(ALL)) {
      return Optional.of(EnumSet.copyOf(TYPES.values()));
    }
    return Optional.ofNullable(TYPES.get(text)).map(EnumSet::of);
  }

  private static Struct metadata(Path file) throws ConfigException, IOException {
    Struct.Builder metadata = Struct.newBuilder();
    try {
      JsonNode tree = YAML.readTree(Files.readString(file));
      JsonFormat.parser().merge(tree.toString(), metadata);
    } catch (JsonProcessingException | InvalidProtocolBufferException e) {
      throw new ConfigException(
          new ConfigError(
              "render", "--metadata", String.valueOf(e.getMessage()), "a YAML mapping"));
    }
    return metadata.build();
  }
}
