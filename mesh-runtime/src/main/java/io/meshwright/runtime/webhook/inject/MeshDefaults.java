package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.util.List;
import java.util.stream.Stream;

/**
 * What injection takes from the mesh configuration; all other fields are read elsewhere.
 *
 * @param proxyConfig Istio's {@code defaultConfig}, frozen into each pod at injection
 * @param remarks what of {@code proxyConfig} was wrong and taken out, or has no effect
 * @param prometheusMerge whether application metrics are served by the proxy too
 */
public record MeshDefaults(
    TrustDomain trustDomain,
    ObjectNode proxyConfig,
    List<ConfigError> remarks,
    boolean prometheusMerge) {

  public MeshDefaults {
    remarks = List.copyOf(remarks);
  }

  /** What an empty mesh configuration means. */
  public static MeshDefaults none() {
    return new MeshDefaults(
        TrustDomain.DEFAULT, JsonNodeFactory.instance.objectNode(), List.of(), true);
  }

  /** Reads the YAML of key {@code mesh}; errors name {@code resource}. */
  public static MeshDefaults parse(String yaml, String resource) throws ConfigException {
    ObjectNode mesh = Documents.object(yaml, resource, "mesh");
    JsonNode domain = mesh.path("trustDomain");
    ObjectNode config =
        mesh.get("defaultConfig") instanceof ObjectNode written
            ? written
            : JsonNodeFactory.instance.objectNode();
    ProxyConfigCheck check = new ProxyConfigCheck(config, resource, "mesh.defaultConfig");
    try {
      return new MeshDefaults(
          domain.isMissingNode() ? TrustDomain.DEFAULT : new TrustDomain(domain.asText()),
          config,
          Stream.concat(check.errors().stream(), check.remarks().stream()).toList(),
          mesh.path("enablePrometheusMerge").asBoolean(true));
    } catch (IllegalArgumentException _) {
      throw new ConfigException(
          new ConfigError(
              resource,
              "mesh.trustDomain",
              domain.asText(),
              "a trust domain such as cluster.local"));
    }
  }
}
