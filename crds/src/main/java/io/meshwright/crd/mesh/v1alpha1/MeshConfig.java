package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;

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
    @JsonPropertyDescription("File of the proxies' access log, e.g. /dev/stdout; no log, if empty.")
        String accessLogFile) {

  private static final String DEFAULT_TRUST_DOMAIN = "cluster.local";

  public MeshConfig {
    trustDomain = trustDomain == null ? DEFAULT_TRUST_DOMAIN : trustDomain;
    outboundTrafficPolicy =
        outboundTrafficPolicy == null ? OutboundTrafficPolicy.defaults() : outboundTrafficPolicy;
    enableAutoMtls = enableAutoMtls == null || enableAutoMtls;
    accessLogFile = accessLogFile == null ? "" : accessLogFile;
  }

  static MeshConfig defaults() {
    return new MeshConfig(DEFAULT_TRUST_DOMAIN, OutboundTrafficPolicy.defaults(), true, "");
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
