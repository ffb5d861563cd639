package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.model.ExportTo;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.MeshSettings.OutboundPolicy;
import io.meshwright.runtime.policy.Durations;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the key {@code mesh} of the mesh configuration, as far as it changes what is compiled. */
final class MeshConfigParser {

  private static final ObjectMapper YAML = new YAMLMapper();

  private final String resource;
  private final String rootNamespace;
  private final JsonNode mesh;
  private final List<ConfigError> errors = new ArrayList<>();

  private MeshConfigParser(String resource, String rootNamespace, JsonNode mesh) {
    this.resource = resource;
    this.rootNamespace = rootNamespace;
    this.mesh = mesh;
  }

  static MeshConfig parse(ResourceRef ref, ConfigMap map, String rootNamespace)
      throws ConfigException {
    String text = map.getData() == null ? null : map.getData().get(MeshNames.MESH_KEY);
    if (text == null) {
      return MeshConfig.DEFAULT;
    }
    try {
      JsonNode mesh = YAML.readTree(text);
      if (!mesh.isObject() && !mesh.isMissingNode() && !mesh.isNull()) {
        throw new ConfigException(
            new ConfigError(ref.toString(), "data.mesh", mesh.toString(), "a YAML mapping"));
      }
      return new MeshConfigParser(ref.toString(), rootNamespace, mesh).parse();
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          new ConfigError(ref.toString(), "data.mesh", e.getOriginalMessage(), "YAML"));
    }
  }

  private MeshConfig parse() throws ConfigException {
    MeshConfig config =
        new MeshConfig(
            mesh.path("enableAutoMtls").asBoolean(true),
            outboundPolicy(),
            duration("connectTimeout").orElse(MeshConfig.DEFAULT.connectTimeout()),
            positive(duration("protocolDetectionTimeout").orElse(null)),
            exportTo("defaultServiceExportTo"),
            exportTo("defaultVirtualServiceExportTo"),
            exportTo("defaultDestinationRuleExportTo"));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return config;
  }

  private OutboundPolicy outboundPolicy() {
    String mode = mesh.path("outboundTrafficPolicy").path("mode").asText("ALLOW_ANY");
    for (OutboundPolicy policy : OutboundPolicy.values()) {
      if (policy.name().equals(mode)) {
        return policy;
      }
    }
    errors.add(
        new ConfigError(
            resource,
            "data.mesh.outboundTrafficPolicy.mode",
            mode,
            "one of " + List.of(OutboundPolicy.values())));
    return OutboundPolicy.REGISTRY_ONLY;
  }

  private Optional<Duration> duration(String field) {
    if (!mesh.has(field)) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(mesh.path(field).asText());
    if (duration.isEmpty()) {
      errors.add(
          new ConfigError(
              resource, "data.mesh." + field, mesh.path(field).asText(), "a duration such as 10s"));
    }
    return duration;
  }

  private static @Nullable Duration positive(@Nullable Duration duration) {
    return duration == null || duration.isZero() ? null : duration;
  }

  private ExportTo exportTo(String field) {
    List<String> words = new ArrayList<>();
    mesh.path(field).forEach(word -> words.add(word.asText()));
    return ExportTo.parse(words, rootNamespace, ExportTo.ALL);
  }
}
