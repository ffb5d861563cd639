package io.meshwright.runtime.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.files.ManifestDirectory;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.xds.NodeParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * {@code render --config-dir DIR --node ID [--metadata FILE] [--type TYPE] [-o yaml|json]}: prints
 * the resources of a proxy, and on the error stream what is wrong with the configuration.
 */
public final class RenderCommand {

  /** What {@code --help} prints. */
  public static final String USAGE =
      """
      render [flags]
        --config-dir DIR     the resources of the mesh, as YAML files
        --node ID            sidecar~IP~POD.NS~NS.svc.cluster.local
        --metadata FILE      the node's metadata, as YAML
        --type TYPE          clusters, endpoints, listeners, routes, secrets or all (all)
        -o yaml|json         the form of the output (yaml)
      """;

  private static final Map<String, XdsType> TYPES =
      Map.of(
          "clusters", XdsType.CLUSTER,
          "endpoints", XdsType.ENDPOINT,
          "listeners", XdsType.LISTENER,
          "routes", XdsType.ROUTE,
          "secrets", XdsType.SECRET);
  private static final List<String> FLAGS =
      List.of("--config-dir", "--node", "--metadata", "--type", "-o");
  private static final ObjectMapper YAML = new YAMLMapper();

  private final MeshSettings settings;
  private final PrintStream out;
  private final PrintStream err;

  public RenderCommand(MeshSettings settings, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.out = out;
    this.err = err;
  }

  /** Prints; throws what is wrong with the arguments or the files. */
  public void run(List<String> arguments) throws ConfigException, IOException {
    Map<String, String> flags = flags(arguments);
    Discovery discovery = new Discovery(settings);
    discovery.apply(ManifestDirectory.read(Path.of(flags.getOrDefault("--config-dir", ""))));
    Node.Builder node = Node.newBuilder().setId(flags.getOrDefault("--node", ""));
    if (flags.containsKey("--metadata")) {
      node.setMetadata(metadata(Path.of(flags.get("--metadata"))));
    }
    discovery.errors().values().forEach(this::report);
    discovery.unknownFields().values().forEach(this::report);
    Map<XdsType, SortedMap<String, ? extends Message>> all =
        ProxyResources.of(
            discovery.model(), NodeParser.parse(node.build(), discovery.model().settings()));
    List<Message> chosen = new ArrayList<>();
    String type = flags.getOrDefault("--type", "all");
    all.forEach(
        (candidate, resources) -> {
          if (type.equals("all") || candidate == TYPES.get(type)) {
            chosen.addAll(resources.values());
          }
        });
    boolean json = flags.getOrDefault("-o", "yaml").equals("json");
    out.print(json ? ResourceText.json(chosen) : ResourceText.yaml(chosen));
    out.flush();
  }

  private void report(List<ConfigError> errors) {
    errors.forEach(error -> err.println(error.message()));
  }

  private static Map<String, String> flags(List<String> arguments) throws ConfigException {
    Map<String, String> flags = new HashMap<>();
    List<ConfigError> errors = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String flag = arguments.get(i);
      if (!FLAGS.contains(flag)) {
        errors.add(new ConfigError("render", flag, flag, "a flag of: " + FLAGS));
      } else if (i + 1 == arguments.size()) {
        errors.add(new ConfigError("render", flag, "", "a value"));
      } else {
        flags.put(flag, arguments.get(i + 1));
      }
    }
    String directory = flags.getOrDefault("--config-dir", "");
    if (directory.isEmpty() || !Files.isDirectory(Path.of(directory))) {
      errors.add(new ConfigError("render", "--config-dir", directory, "an existing directory"));
    }
    if (!flags.containsKey("--node")) {
      errors.add(new ConfigError("render", "--node", "", "the id of a node"));
    }
    String type = flags.getOrDefault("--type", "all");
    if (!type.equals("all") && !TYPES.containsKey(type)) {
      errors.add(new ConfigError("render", "--type", type, "all or one of " + TYPES.keySet()));
    }
    String form = flags.getOrDefault("-o", "yaml");
    if (!List.of("yaml", "json").contains(form)) {
      errors.add(new ConfigError("render", "-o", form, "yaml or json"));
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return flags;
  }

  private static Struct metadata(Path file) throws ConfigException, IOException {
    JsonNode tree = YAML.readTree(Files.readString(file));
    Struct.Builder metadata = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(tree.toString(), metadata);
    } catch (InvalidProtocolBufferException e) {
      throw new ConfigException(
          new ConfigError("render", "--metadata", String.valueOf(e.getMessage()), "a mapping"));
    }
    return metadata.build();
  }
}
