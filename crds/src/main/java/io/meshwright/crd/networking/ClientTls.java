package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS toward a service. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClientTls(
    @JsonPropertyDescription("DISABLE, SIMPLE, MUTUAL or ISTIO_MUTUAL.") @Nullable String mode,
    @JsonPropertyDescription("Path of the certificate chain.") @Nullable String clientCertificate,
    @JsonPropertyDescription("Path of the private key.") @Nullable String privateKey,
    @JsonPropertyDescription("Path of the trusted roots.") @Nullable String caCertificates,
    @JsonPropertyDescription("Path of a revocation list.") @Nullable String caCrl,
    @JsonPropertyDescription("Name of a Secret.") @Nullable String credentialName,
    @JsonPropertyDescription("Names of which the server's certificate must carry one.")
        List<String> subjectAltNames,
    @JsonPropertyDescription("The server name to send.") @Nullable String sni,
    @JsonPropertyDescription("Whether the server's certificate is not checked.")
        @Nullable Boolean insecureSkipVerify) {
  public ClientTls {
    subjectAltNames = Absent.listOf(subjectAltNames);
  }
}
