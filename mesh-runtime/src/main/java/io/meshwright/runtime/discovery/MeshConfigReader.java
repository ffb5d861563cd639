package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.name.NamespaceSelection;
import io.meshwright.runtime.policy.MeshConfigParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key {@code mesh} of the mesh configuration, and names what has no effect: Istio's
 * fields that Meshwright does not support, and what is no field at all. Confined to the thread of
 * {@link Discovery}.
 */
final class MeshConfigReader {

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String ROOT = "data.mesh";

  /** Read where pods are injected, or where the control plane starts. */
  static final Set<String> ELSEWHERE = Set.of("defaultConfig", "rootNamespace");

  private static final String SELECTORS = "discoverySelectors";

  private static final Pattern FIELD = Pattern.compile(Pattern.quote(ROOT) + "\\.(\\w+)");

  /** Istio's fields (1.31) that nothing depends on. */
  static final Set<String> UNSUPPORTED =
      new TreeSet<>(
          List.of(
              "ca",
              "caCertificates",
              "certificates",
              "configSources",
              "defaultInboundHttpRetryPolicy",
              "defaultProviders",
              "defaultTrafficPolicy",
              "disableEnvoyListenerLog",
              "enableEnvoyAccessLogService",
              "enableTracing",
              "extensionProviders",
              "hboneIdleTimeout",
              "inboundClusterStatName",
              "ingressClass",
              "ingressControllerMode",
              "ingressSelector",
              "ingressService",
              "outboundClusterStatName",
              "proxyHttpPort",
              "proxyInboundListenPort",
              "proxyListenPort",
              "serviceEntryVisibility",
              "serviceScopeConfigs",
              "verifyCertificateAtClient"));

  /** The fields that were used last. */
  private ObjectNode used = JsonNodeFactory.instance.objectNode();

  /**
   * What was read.
   *
   * @param config in which a field that is wrong has the value that it had before, or its default
   * @param errors name those fields
   * @param withoutEffect names the fields that change nothing
   */
  record Parsed(MeshConfig config, List<ConfigError> errors, List<ConfigError> withoutEffect) {
    Parsed {
      errors = List.copyOf(errors);
      withoutEffect = List.copyOf(withoutEffect);
    }
  }

  /**
   * Reads a configuration.
   *
   * @throws ConfigException if nothing of it can be read
   */
  Parsed read(ResourceRef ref, ConfigMap map) throws ConfigException {
    String text = map.getData() == null ? null : map.getData().get(MeshNames.MESH_KEY);
    ObjectNode written = text == null ? JsonNodeFactory.instance.objectNode() : tree(ref, text);
    Attempt whole = new Attempt(ref, written);
    if (whole.errors.isEmpty()) {
      used = written;
      return new Parsed(whole.config(), List.of(), whole.withoutEffect);
    }
    ObjectNode mixed = written.deepCopy();
    for (String field : fields(whole.errors)) {
      JsonNode before = used.get(field);
      if (before == null) {
        mixed.remove(field);
      } else {
        mixed.set(field, before);
      }
    }
    Attempt rest = new Attempt(ref, mixed);
    if (!rest.errors.isEmpty()) {
      throw new ConfigException(whole.errors);
    }
    used = mixed;
    return new Parsed(rest.config(), whole.errors, whole.withoutEffect);
  }

  /** The configuration is gone, and with it what it said before. */
  void forget() {
    used = JsonNodeFactory.instance.objectNode();
  }

  /** The top fields that errors are in. */
  private static Set<String> fields(List<ConfigError> errors) {
    Set<String> fields = new TreeSet<>();
    for (ConfigError error : errors) {
      Matcher field = FIELD.matcher(error.fieldPath());
      if (field.lookingAt()) {
        fields.add(field.group(1));
      }
    }
    return fields;
  }

  private static ObjectNode tree(ResourceRef ref, String text) throws ConfigException {
    try {
      JsonNode mesh = YAML.readTree(text);
      if (mesh.isMissingNode() || mesh.isNull()) {
        return JsonNodeFactory.instance.objectNode();
      }
      if (mesh instanceof ObjectNode fields) {
        return fields;
      }
      throw new ConfigException(
          new ConfigError(ref.toString(), ROOT, mesh.toString(), "a YAML mapping"));
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          new ConfigError(ref.toString(), ROOT, e.getOriginalMessage(), "YAML"));
    }
  }

  /** One way to read a configuration. */
  private static final class Attempt {
    private final List<ConfigError> errors = new ArrayList<>();
    private final List<ConfigError> withoutEffect = new ArrayList<>();
    private @Nullable MeshConfig config;

    Attempt(ResourceRef ref, ObjectNode mesh) {
      for (String field : UNSUPPORTED) {
        if (mesh.has(field)) {
          withoutEffect.add(
              new ConfigError(
                  ref.toString(),
                  ROOT + "." + field,
                  "a field without effect",
                  "nothing: Meshwright does not support this field"));
        }
      }
      List<ConfigError> wrong = new ArrayList<>();
      NamespaceSelection discovery =
          DiscoverySelectorParser.parse(
              mesh.path(SELECTORS),
              (field, found, expected) ->
                  wrong.add(new ConfigError(ref.toString(), ROOT + "." + field, found, expected)));
      ObjectNode typed = mesh.deepCopy();
      typed.remove(UNSUPPORTED);
      typed.remove(ELSEWHERE);
      typed.remove(SELECTORS);
      try {
        SpecReader.Tree<io.meshwright.crd.mesh.v1alpha1.MeshConfig> read =
            SpecReader.read(ref, ROOT, typed, io.meshwright.crd.mesh.v1alpha1.MeshConfig.class);
        withoutEffect.addAll(read.unknown());
        wrong.addAll(read.wrong());
        config = MeshConfigParser.parse(ref.toString(), ROOT, read.value(), discovery, wrong);
      } catch (ConfigException e) {
        errors.addAll(e.errors());
      }
    }

    MeshConfig config() {
      return Objects.requireNonNull(config);
    }
  }
}
