package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.MeshSettings.OutboundPolicy;
import io.meshwright.runtime.model.name.DefaultExport;
import io.meshwright.runtime.policy.Durations;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Parses the key {@code mesh} of the mesh configuration, as far as it changes what is compiled, and
 * names what has no effect.
 */
final class MeshConfigParser {

  private static final ObjectMapper YAML = new YAMLMapper();

  /** Fields that have an effect, here or where pods are injected. */
  private static final Set<String> EFFECTIVE =
      new TreeSet<>(
          List.of(
              "connectTimeout",
              "defaultConfig",
              "defaultDestinationRuleExportTo",
              "defaultServiceExportTo",
              "defaultVirtualServiceExportTo",
              "discoverySelectors",
              "enableAutoMtls",
              "enablePrometheusMerge",
              "h2UpgradePolicy",
              "outboundTrafficPolicy",
              "protocolDetectionTimeout",
              "rootNamespace",
              "trustDomain"));

  /**
   * What was read.
   *
   * @param withoutEffect names the fields that change nothing
   */
  record Parsed(MeshConfig config, List<ConfigError> withoutEffect) {}

  private final String resource;
  private final JsonNode mesh;
  private final List<ConfigError> errors = new ArrayList<>();

  private MeshConfigParser(String resource, JsonNode mesh) {
    this.resource = resource;
    this.mesh = mesh;
  }

  static Parsed parse(ResourceRef ref, ConfigMap map) throws ConfigException {
    String text = map.getData() == null ? null : map.getData().get(MeshNames.MESH_KEY);
    if (text == null) {
      return new Parsed(MeshConfig.DEFAULT, List.of());
    }
    try {
      JsonNode mesh = YAML.readTree(text);
      if (!mesh.isObject() && !mesh.isMissingNode() && !mesh.isNull()) {
        throw new ConfigException(
            new ConfigError(ref.toString(), "data.mesh", mesh.toString(), "a YAML mapping"));
      }
      MeshConfigParser parser = new MeshConfigParser(ref.toString(), mesh);
      return new Parsed(parser.parse(), parser.withoutEffect());
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          new ConfigError(ref.toString(), "data.mesh", e.getOriginalMessage(), "YAML"));
    }
  }

  private MeshConfig parse() throws ConfigException {
    MeshConfig config =
        new MeshConfig(
            flag("enableAutoMtls", true),
            upgradeToHttp2(),
            outboundPolicy(),
            connectTimeout(),
            detectionTimeout(),
            exportTo("defaultServiceExportTo"),
            exportTo("defaultVirtualServiceExportTo"),
            exportTo("defaultDestinationRuleExportTo"),
            DiscoverySelectorParser.parse(mesh.path("discoverySelectors"), this::error));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return config;
  }

  private List<ConfigError> withoutEffect() {
    return mesh.properties().stream()
        .map(Map.Entry::getKey)
        .filter(field -> !EFFECTIVE.contains(field))
        .map(
            field ->
                new ConfigError(
                    resource,
                    "data.mesh." + field,
                    "a field without effect",
                    "one of: " + String.join(", ", EFFECTIVE)))
        .toList();
  }

  private boolean flag(String field, boolean absent) {
    JsonNode value = mesh.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return absent;
    }
    if (!value.isBoolean()) {
      error(field, value.asText(), "true or false");
    }
    return value.asBoolean(absent);
  }

  private boolean upgradeToHttp2() {
    JsonNode value = mesh.path("h2UpgradePolicy");
    return switch (value.asText("DO_NOT_UPGRADE")) {
      case "UPGRADE" -> true;
      case "DO_NOT_UPGRADE" -> false;
      default -> {
        error("h2UpgradePolicy", value.asText(), "DO_NOT_UPGRADE or UPGRADE");
        yield false;
      }
    };
  }

  private OutboundPolicy outboundPolicy() {
    JsonNode policy = mesh.path("outboundTrafficPolicy");
    if (!policy.isObject() && !policy.isMissingNode() && !policy.isNull()) {
      error("outboundTrafficPolicy", policy.asText(), "an object with mode");
    }
    String mode = policy.path("mode").asText(OutboundPolicy.ALLOW_ANY.name());
    for (OutboundPolicy candidate : OutboundPolicy.values()) {
      if (candidate.name().equals(mode)) {
        return candidate;
      }
    }
    error("outboundTrafficPolicy.mode", mode, "one of " + List.of(OutboundPolicy.values()));
    return OutboundPolicy.REGISTRY_ONLY;
  }

  /** Nobody can connect in no time, and Envoy refuses it. */
  private Duration connectTimeout() {
    Optional<Duration> timeout = duration("connectTimeout");
    if (timeout.filter(Duration::isZero).isPresent()) {
      error("connectTimeout", mesh.path("connectTimeout").asText(), "a duration above 0");
    }
    return timeout.orElse(MeshConfig.DEFAULT.connectTimeout());
  }

  private @Nullable Duration detectionTimeout() {
    return duration("protocolDetectionTimeout").filter(timeout -> !timeout.isZero()).orElse(null);
  }

  private Optional<Duration> duration(String field) {
    JsonNode value = mesh.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(value.asText());
    if (duration.isEmpty()) {
      error(
          field,
          value.isContainerNode() ? value.toString() : value.asText(),
          "a duration such as 10s");
    }
    return duration;
  }

  private DefaultExport exportTo(String field) {
    JsonNode value = mesh.path(field);
    if (!value.isArray() && !value.isMissingNode() && !value.isNull()) {
      error(field, value.toString(), "a list of namespaces");
    }
    Set<String> words = new TreeSet<>();
    value.forEach(word -> words.add(word.asText()));
    return new DefaultExport(words);
  }

  private void error(String field, String found, String expected) {
    errors.add(new ConfigError(resource, "data.mesh." + field, found, expected));
  }
}
