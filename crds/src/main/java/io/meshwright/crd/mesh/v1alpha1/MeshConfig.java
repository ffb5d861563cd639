package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import io.meshwright.crd.networking.HttpRoute;
import io.meshwright.crd.networking.TrafficPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Istio's {@code MeshConfig}: field names and meaning are Istio's. The runtime reads the same
 * record from its ConfigMap.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.tlsDefaults) || !has(self.tlsDefaults.minProtocolVersion)",
    message = "tlsDefaults.minProtocolVersion is not supported")
public record MeshConfig(
    @Default("cluster.local")
        @Pattern("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$") @JsonPropertyDescription("Trust domain of the identities that the mesh issues.")
        String trustDomain,
    @Default("{}")
        @JsonPropertyDescription("What happens to requests for hosts that the mesh does not know.")
        OutboundTrafficPolicy outboundTrafficPolicy,
    @Default("true")
        @JsonPropertyDescription(
            "Whether proxies use mutual TLS for each destination that accepts it.")
        Boolean enableAutoMtls,
    @Default("true")
        @JsonPropertyDescription(
            "Whether proxies serve the metrics of their application beside their own.")
        Boolean enablePrometheusMerge,
    @Pattern(DURATION) @JsonPropertyDescription(
            "How long proxies wait for a connection, e.g. 10s; the runtime's default, if left"
                + " out.")
        @Nullable String connectTimeout,
    @Pattern(DURATION) @JsonPropertyDescription(
            "How long proxies wait for the first bytes of a connection whose protocol is not"
                + " declared; for ever, if 0s or left out.")
        @Nullable String protocolDetectionTimeout,
    @JsonPropertyDescription(
            "Namespaces that see a Service which does not say so itself; all, if empty.")
        List<String> defaultServiceExportTo,
    @JsonPropertyDescription(
            "Namespaces that see a VirtualService which does not say so itself; all, if empty.")
        List<String> defaultVirtualServiceExportTo,
    @JsonPropertyDescription(
            "Namespaces that see a DestinationRule which does not say so itself; all, if empty.")
        List<String> defaultDestinationRuleExportTo,
    @JsonPropertyDescription(
            "Namespaces that the mesh looks at, and writes its roots into: those that one of the"
                + " selectors selects; all, if empty. The mesh's own namespace is always one.")
        List<ObjectSelector> discoverySelectors,
    @JsonPropertyDescription("What becomes of requests to the application's own ports.")
        MeshTraffic.@Nullable InboundTrafficPolicy inboundTrafficPolicy,
    @JsonPropertyDescription(
            "Whether proxies speak HTTP/2 to each other for applications that speak HTTP/1.1, where"
                + " no DestinationRule says otherwise.")
        MeshTraffic.@Nullable H2UpgradePolicy h2UpgradePolicy,
    @JsonPropertyDescription("Retries of requests whose VirtualService says nothing of them.")
        HttpRoute.@Nullable HttpRetry defaultHttpRetryPolicy,
    @JsonPropertyDescription("What proxies make of paths before anything looks at them.")
        MeshTraffic.@Nullable PathNormalization pathNormalization,
    @JsonPropertyDescription("Probes of idle connections, where no DestinationRule has some.")
        TrafficPolicy.@Nullable TcpKeepalive tcpKeepalive,
    @JsonPropertyDescription("Preference of near hosts, where no DestinationRule has one.")
        TrafficPolicy.@Nullable LocalityLoadBalancer localityLbSetting,
    @JsonPropertyDescription(
            "Preference of the own zone by the number of hosts in each, where no DestinationRule has"
                + " a preference. Comes before localityLbSetting.")
        TrafficPolicy.@Nullable ZoneAwareLoadBalancer zoneAwareLbSetting,
    @JsonPropertyDescription("Services whose clients stay in their own cluster.")
        List<MeshTraffic.ServiceSettings> serviceSettings,
    @Pattern(DURATION) @JsonPropertyDescription(
            "How often proxies ask for names whose answers do not say how long they hold; 60s, if"
                + " left out.")
        @Nullable String dnsRefreshRate,
    @JsonPropertyDescription(
            "Trust domains whose identities count as the same of the mesh's own trust domain.")
        List<String> trustDomainAliases,
    @JsonPropertyDescription("TLS between workloads of the mesh.")
        MeshTraffic.@Nullable TlsConfig meshMTLS,
    @JsonPropertyDescription("TLS to and from the outside, where a resource does not say it.")
        MeshTraffic.@Nullable TlsConfig tlsDefaults,
    @JsonPropertyDescription(
            "Where proxies write a line for each request and connection, such as /dev/stdout; no"
                + " log, if left out.")
        @Nullable String accessLogFile,
    @JsonPropertyDescription("Whether these lines are text or JSON; text, if left out.")
        MeshTraffic.@Nullable AccessLogEncoding accessLogEncoding,
    @JsonPropertyDescription(
            "Envoy's format of these lines: a text, or a JSON object of texts; Istio's, if left"
                + " out.")
        @Nullable String accessLogFormat) {

  private static final String DEFAULT_TRUST_DOMAIN = "cluster.local";
  private static final String DURATION = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$";

  public MeshConfig {
    trustDomain = trustDomain == null ? DEFAULT_TRUST_DOMAIN : trustDomain;
    outboundTrafficPolicy =
        outboundTrafficPolicy == null ? OutboundTrafficPolicy.defaults() : outboundTrafficPolicy;
    enableAutoMtls = enableAutoMtls == null || enableAutoMtls;
    enablePrometheusMerge = enablePrometheusMerge == null || enablePrometheusMerge;
    defaultServiceExportTo = copy(defaultServiceExportTo);
    defaultVirtualServiceExportTo = copy(defaultVirtualServiceExportTo);
    defaultDestinationRuleExportTo = copy(defaultDestinationRuleExportTo);
    discoverySelectors = copy(discoverySelectors);
    serviceSettings = copy(serviceSettings);
    trustDomainAliases = copy(trustDomainAliases);
  }

  /** Whether the mesh looks at a namespace with these labels. */
  public boolean discovers(Map<String, String> labels) {
    return discoverySelectors.isEmpty()
        || discoverySelectors.stream().anyMatch(selector -> selector.selects(labels));
  }

  static MeshConfig defaults() {
    return new MeshConfig(
        DEFAULT_TRUST_DOMAIN,
        OutboundTrafficPolicy.defaults(),
        true,
        true,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null);
  }

  private static <T> List<T> copy(@Nullable List<T> items) {
    return items == null ? List.of() : List.copyOf(items);
  }

  /** Istio's {@code MeshConfig.OutboundTrafficPolicy}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record OutboundTrafficPolicy(
      @Default("ALLOW_ANY")
          @JsonPropertyDescription(
              "ALLOW_ANY: passed on to where the client sent it. REGISTRY_ONLY: refused.")
          Mode mode) {

    /** What happens to requests for unknown hosts. */
    public enum Mode {
      ALLOW_ANY,
      REGISTRY_ONLY
    }

    public OutboundTrafficPolicy {
      mode = mode == null ? Mode.ALLOW_ANY : mode;
    }

    static OutboundTrafficPolicy defaults() {
      return new OutboundTrafficPolicy(Mode.ALLOW_ANY);
    }
  }
}
