package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.config.ConfigDirOption;
import io.meshwright.runtime.config.OptionReader;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.files.ManifestDirectory;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.ProxyConfigs;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inject}: prints workloads with the proxy that the webhook would give their pods. */
@Command(
    name = "inject",
    description = "Prints workloads with proxies in their pods, without a cluster.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // the spec is set by picocli
public final class InjectCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "workloads, as YAML; - is the standard input")
  private @Nullable String file;

  @Option(
      names = "--values",
      required = true,
      paramLabel = "FILE",
      description = "the key values of the ConfigMap istio-sidecar-injector-REV")
  private @Nullable String values;

  @Option(
      names = "--mesh-config",
      paramLabel = "FILE",
      description = "the key mesh of the ConfigMap istio-REV; none is an empty one")
  private @Nullable String mesh;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "the resources of the mesh, as YAML files; ProxyConfigs are read")
  private @Nullable String configDir;

  @Option(names = "--namespace", paramLabel = "NAME", defaultValue = "default")
  private String namespace = "";

  @Option(names = "--revision", paramLabel = "NAME", defaultValue = "default")
  private String revision = "";

  @Option(
      names = "--mesh-namespace",
      paramLabel = "NAME",
      defaultValue = MeshNames.DEFAULT_MESH_NAMESPACE)
  private String meshNamespace = "";

  @Option(
      names = "--trust-bundle",
      paramLabel = "NAME",
      defaultValue = MeshNames.ROOT_CONFIG_MAP,
      description = "the ConfigMap with the mesh's roots in each namespace")
  private String trustBundle = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException, IOException {
    OptionReader reader = new OptionReader(spec);
    Optional<Path> valuesFile = existing(reader, "--values", values);
    Optional<Path> meshFile = existing(reader, "--mesh-config", mesh);
    Optional<Path> input =
        STANDARD_INPUT.equals(file) ? Optional.empty() : existing(reader, "--filename", file);
    Optional<Path> directory = ConfigDirOption.read(reader, configDir);
    reader.requireNoErrors();
    InjectionConfig config =
        InjectionConfig.parse(
                new RevisionNames(revision),
                meshNamespace,
                trustBundle,
                Files.readString(valuesFile.orElseThrow()),
                meshFile.isPresent() ? Files.readString(meshFile.get()) : "")
            .with(proxyConfigs(directory));
    String text =
        input.isPresent()
            ? Files.readString(input.get())
            : new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    WorkloadInjection injection =
        new WorkloadInjection(
            config,
            namespace,
            remark -> spec.commandLine().getErr().println("warning: " + remark.message()));
    StringBuilder injected = new StringBuilder();
    for (JsonNode document : documents(text)) {
      injected.append(YAML.writeValueAsString(injection.inject(document)));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(injected);
    out.flush();
    return 0;
  }

  private ProxyConfigs proxyConfigs(Optional<Path> directory) throws ConfigException, IOException {
    if (directory.isEmpty()) {
      return ProxyConfigs.none(meshNamespace);
    }
    Discovery discovery =
        new Discovery(
            new MeshSettings(
                revision,
                "Kubernetes",
                "",
                TrustDomain.DEFAULT,
                meshNamespace,
                "cluster.local",
                MeshSettings.MeshConfig.DEFAULT));
    discovery.apply(ManifestDirectory.read(directory.get()));
    discovery
        .errors()
        .forEach(
            (ref, errors) -> {
              if (ref.kind() == ResourceKind.PROXY_CONFIG) {
                errors.forEach(error -> spec.commandLine().getErr().println(error.message()));
              }
            });
    return discovery.model().proxyConfigs();
  }

  private static Optional<Path> existing(
      OptionReader reader, String option, @Nullable String text) {
    return reader.read(
        option,
        text,
        "an existing file",
        path -> Optional.of(Path.of(path)).filter(Files::isRegularFile));
  }

  private List<JsonNode> documents(String text) throws ConfigException, IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (MappingIterator<JsonNode> each = YAML.readerFor(JsonNode.class).readValues(text)) {
      while (each.hasNextValue()) {
        JsonNode document = each.nextValue();
        if (document.isObject()) {
          documents.add(document);
        }
      }
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          new ConfigError("inject", String.valueOf(file), e.getOriginalMessage(), "YAML"));
    }
    return documents;
  }
}
