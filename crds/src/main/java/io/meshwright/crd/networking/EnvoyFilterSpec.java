package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes to what is generated for proxies (istio-features EF1 to EF6). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EnvoyFilterSpec(
    @JsonPropertyDescription(
            "Workloads to which it applies; all of the namespace if there is none, all of the mesh"
                + " in the root namespace.")
        @Nullable WorkloadSelector workloadSelector,
    @JsonPropertyDescription("Gateways of the Gateway API to which it applies.")
        List<TargetReference> targetRefs,
    @JsonPropertyDescription("The changes, in order.") List<ConfigPatch> configPatches,
    @JsonPropertyDescription("Lower ones come first; 0 by default.") @Nullable Integer priority) {
  public EnvoyFilterSpec {
    targetRefs = Absent.listOf(targetRefs);
    configPatches = Absent.listOf(configPatches);
  }

  /** A resource to which it applies. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TargetReference(
      @JsonPropertyDescription("Its API group.") @Nullable String group,
      @JsonPropertyDescription("Its kind.") @Nullable String kind,
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("Its namespace.") @Nullable String namespace) {}

  /** One change. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ConfigPatch(
      @JsonPropertyDescription(
              "LISTENER, FILTER_CHAIN, NETWORK_FILTER, HTTP_FILTER, ROUTE_CONFIGURATION,"
                  + " VIRTUAL_HOST, HTTP_ROUTE, CLUSTER, LISTENER_FILTER, EXTENSION_CONFIG or"
                  + " BOOTSTRAP.")
          @Nullable String applyTo,
      @JsonPropertyDescription("Where it applies; everywhere if nothing is said.")
          @Nullable Match match,
      @JsonPropertyDescription("What is changed.") @Nullable Patch patch) {}

  /** Where a change applies. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Match(
      @JsonPropertyDescription("ANY, SIDECAR_INBOUND, SIDECAR_OUTBOUND or GATEWAY.")
          @Nullable String context,
      @JsonPropertyDescription("Which proxies.") @Nullable ProxyMatch proxy,
      @JsonPropertyDescription("Which listeners, and what of them.")
          @Nullable ListenerMatch listener,
      @JsonPropertyDescription("Which route configurations, and what of them.")
          @Nullable RouteConfigurationMatch routeConfiguration,
      @JsonPropertyDescription("Which clusters.") @Nullable ClusterMatch cluster) {}

  /** Which proxies. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ProxyMatch(
      @JsonPropertyDescription("RE2 expression for the whole version.")
          @Nullable String proxyVersion,
      @JsonPropertyDescription("Entries that the node's metadata must have.")
          Map<String, String> metadata) {
    public ProxyMatch {
      metadata = Absent.mapOf(metadata);
    }
  }

  /** Which listeners, and what of them. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ListenerMatch(
      @JsonPropertyDescription("Their port.") @Nullable Integer portNumber,
      @JsonPropertyDescription("Has no effect.") @Nullable String portName,
      @JsonPropertyDescription("A filter chain.") @Nullable FilterChainMatch filterChain,
      @JsonPropertyDescription("The name of a listener filter.") @Nullable String listenerFilter,
      @JsonPropertyDescription("Their name.") @Nullable String name) {}

  /** A filter chain. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record FilterChainMatch(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("A server name of its match.") @Nullable String sni,
      @JsonPropertyDescription("The transport protocol of its match.")
          @Nullable String transportProtocol,
      @JsonPropertyDescription("Application protocols of its match, by commas.")
          @Nullable String applicationProtocols,
      @JsonPropertyDescription("A network filter.") @Nullable FilterMatch filter,
      @JsonPropertyDescription("The destination port of its match.")
          @Nullable Integer destinationPort) {}

  /** A network filter. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record FilterMatch(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("An HTTP filter of an HTTP connection manager.")
          @Nullable SubFilterMatch subFilter) {}

  /** An HTTP filter. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record SubFilterMatch(@JsonPropertyDescription("Its name.") @Nullable String name) {}

  /** Which route configurations, and what of them. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RouteConfigurationMatch(
      @JsonPropertyDescription("The port that they are for.") @Nullable Integer portNumber,
      @JsonPropertyDescription("The name of a Gateway's port.") @Nullable String portName,
      @JsonPropertyDescription("NAMESPACE/NAME of a Gateway.") @Nullable String gateway,
      @JsonPropertyDescription("A virtual host.") @Nullable VirtualHostMatch vhost,
      @JsonPropertyDescription("Their name.") @Nullable String name) {}

  /** A virtual host. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record VirtualHostMatch(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("One of its domains.") @Nullable String domainName,
      @JsonPropertyDescription("A route.") @Nullable RouteMatch route) {}

  /** A route. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RouteMatch(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("ANY, ROUTE, REDIRECT or DIRECT_RESPONSE.")
          @Nullable String action) {}

  /** Which clusters. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ClusterMatch(
      @JsonPropertyDescription("The port of the service.") @Nullable Integer portNumber,
      @JsonPropertyDescription("The host of the service.") @Nullable String service,
      @JsonPropertyDescription("The subset.") @Nullable String subset,
      @JsonPropertyDescription("Their name.") @Nullable String name) {}

  /** What is changed. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Patch(
      @JsonPropertyDescription(
              "MERGE, ADD, REMOVE, INSERT_BEFORE, INSERT_AFTER, INSERT_FIRST, REPLACE or"
                  + " MERGE_AND_REPLACE_LIST.")
          @Nullable String operation,
      @JsonPropertyDescription("The resource, or a part of it, as Envoy's API has it.")
          Map<String, Object> value,
      @JsonPropertyDescription(
              "AUTHN, AUTHZ or STATS: where an HTTP filter is added among the others.")
          @Nullable String filterClass) {
    public Patch {
      value = Absent.mapOf(value);
    }
  }
}
