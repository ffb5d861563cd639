package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Istio's {@code MeshConfig}: field names and meaning are Istio's. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
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
        List<NamespaceSelector> discoverySelectors) {

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
        List.of());
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
