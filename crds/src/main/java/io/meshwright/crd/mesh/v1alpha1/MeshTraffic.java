package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of Istio's {@code MeshConfig} that say how traffic is treated in the whole mesh. */
public final class MeshTraffic {

  private MeshTraffic() {}

  /** Whether proxies speak HTTP/2 to each other for applications that speak HTTP/1.1. */
  public enum H2UpgradePolicy {
    DO_NOT_UPGRADE,
    UPGRADE
  }

  /** How lines of access logs are written. */
  public enum AccessLogEncoding {
    TEXT,
    JSON
  }

  /** What becomes of requests to the application's own ports. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record InboundTrafficPolicy(
      @JsonPropertyDescription(
              "PASSTHROUGH: they reach the application at the pod's address, as they were sent."
                  + " LOCALHOST: at its loopback address.")
          @Nullable Mode mode) {

    /** Where the application is reached. */
    public enum Mode {
      PASSTHROUGH,
      LOCALHOST
    }
  }

  /** What proxies make of paths. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PathNormalization(
      @JsonPropertyDescription(
              "NONE: nothing. BASE and DEFAULT: RFC 3986. MERGE_SLASHES: slashes in a row become"
                  + " one, too. DECODE_AND_MERGE_SLASHES: escaped ones before that.")
          @Nullable NormalizationType normalization) {

    /** Each does what the one before does. */
    public enum NormalizationType {
      DEFAULT,
      NONE,
      BASE,
      MERGE_SLASHES,
      DECODE_AND_MERGE_SLASHES
    }
  }

  /** Limits of TLS. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.ecdhCurves) || size(self.ecdhCurves) == 0",
      message = "ecdhCurves are not supported")
  public record TlsConfig(
      @JsonPropertyDescription("The oldest version: TLSV1_2 by default.")
          @Nullable TlsProtocol minProtocolVersion,
      @JsonPropertyDescription("Cipher suites of TLS 1.2, by OpenSSL's names.")
          List<String> cipherSuites,
      @JsonPropertyDescription("Curves of the key exchange, by OpenSSL's names.")
          List<String> ecdhCurves) {

    /** Versions of TLS. */
    public enum TlsProtocol {
      TLS_AUTO,
      TLSV1_2,
      TLSV1_3
    }

    public TlsConfig {
      cipherSuites = cipherSuites == null ? List.of() : List.copyOf(cipherSuites);
      ecdhCurves = ecdhCurves == null ? List.of() : List.copyOf(ecdhCurves);
    }
  }

  /** What holds for clients of some services. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ServiceSettings(
      @JsonPropertyDescription("What holds.") @Nullable Settings settings,
      @JsonPropertyDescription("Hosts of the services; the first label may be *.")
          List<String> hosts) {

    public ServiceSettings {
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
    }

    /** What holds for clients of a service. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Settings(
        @JsonPropertyDescription("Whether clients use endpoints of their own cluster only.")
            @Nullable Boolean clusterLocal) {}
  }
}
