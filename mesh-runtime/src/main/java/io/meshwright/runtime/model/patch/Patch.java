package io.meshwright.runtime.model.patch;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Objects;

/**
 * One change to generated resources (istio-features EF2 to EF6).
 *
 * @param path where the EnvoyFilter has it
 * @param version of proxies that are meant, as an expression; empty for all
 * @param metadata entries of the nodes that are meant
 * @param value Envoy's message as JSON; empty for a removal
 */
public record Patch(
    String path,
    Target target,
    Context context,
    String version,
    Map<String, String> metadata,
    PatchPlace place,
    Operation operation,
    FilterClass filterClass,
    String value) {

  public Patch {
    metadata = Map.copyOf(metadata);
  }

  /** What is changed. */
  public enum Target {
    LISTENER,
    LISTENER_FILTER,
    FILTER_CHAIN,
    NETWORK_FILTER,
    HTTP_FILTER,
    ROUTE_CONFIGURATION,
    VIRTUAL_HOST,
    HTTP_ROUTE,
    CLUSTER,
    /** The configuration of a filter that only names it. */
    EXTENSION_CONFIG,
    /** What an Envoy starts with; proxies of this mesh have none. */
    BOOTSTRAP;

    /** Whether items of it have an order. */
    public boolean ordered() {
      return this == NETWORK_FILTER
          || this == HTTP_FILTER
          || this == HTTP_ROUTE
          || this == LISTENER_FILTER;
    }
  }

  /** Whose traffic is meant. */
  public enum Context {
    ANY,
    SIDECAR_INBOUND,
    SIDECAR_OUTBOUND,
    GATEWAY
  }

  /** How it is changed. */
  public enum Operation {
    MERGE,
    MERGE_AND_REPLACE_LIST,
    ADD,
    REMOVE,
    INSERT_BEFORE,
    INSERT_AFTER,
    INSERT_FIRST,
    REPLACE;

    /** Whether a part of the message is laid over what is there. */
    public boolean merges() {
      return this == MERGE || this == MERGE_AND_REPLACE_LIST;
    }

    /** Whether it says where in an order something new comes. */
    public boolean inserts() {
      return this == INSERT_BEFORE || this == INSERT_AFTER || this == INSERT_FIRST;
    }
  }

  /** Where an HTTP filter that is added comes. */
  public enum FilterClass {
    UNSPECIFIED,
    AUTHN,
    AUTHZ,
    STATS
  }

  /** Whether a proxy is meant, by what it says of itself. */
  public boolean appliesTo(String proxyVersion, Map<String, String> nodeMetadata) {
    return (version.isEmpty() || Pattern.compile(version).matcher(proxyVersion).find())
        && metadata.entrySet().stream()
            .allMatch(e -> Objects.equals(nodeMetadata.get(e.getKey()), e.getValue()));
  }
}
