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
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the key {@code mesh} of the mesh configuration, and names what has no effect: Istio's
 * fields that Meshwright does not support, and what is no field at all.
 */
final class MeshConfigReader {

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String ROOT = "data.mesh";

  /** Read where pods are injected, or where the control plane starts. */
  static final Set<String> ELSEWHERE = Set.of("defaultConfig", "rootNamespace");

  private static final String SELECTORS = "discoverySelectors";

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
              "verifyCertificateAtClient",
              "zoneAwareLbSetting"));

  private MeshConfigReader() {}

  /**
   * What was read.
   *
   * @param withoutEffect names the fields that change nothing
   */
  record Parsed(MeshConfig config, List<ConfigError> withoutEffect) {}

  static Parsed read(ResourceRef ref, ConfigMap map) throws ConfigException {
    String text = map.getData() == null ? null : map.getData().get(MeshNames.MESH_KEY);
    return text == null ? new Parsed(MeshConfig.DEFAULT, List.of()) : parsed(ref, tree(ref, text));
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

  private static Parsed parsed(ResourceRef ref, ObjectNode mesh) throws ConfigException {
    List<ConfigError> withoutEffect = new ArrayList<>();
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
    SpecReader.Tree<io.meshwright.crd.mesh.v1alpha1.MeshConfig> read =
        SpecReader.read(ref, ROOT, typed, io.meshwright.crd.mesh.v1alpha1.MeshConfig.class);
    withoutEffect.addAll(read.unknown());
    wrong.addAll(read.wrong());
    MeshConfig config =
        MeshConfigParser.parse(ref.toString(), ROOT, read.value(), discovery, wrong);
    return new Parsed(config, List.copyOf(withoutEffect));
  }
}
