package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS toward clients. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerTls(
    @JsonPropertyDescription("Whether requests without TLS are redirected to https.")
        @Nullable Boolean httpsRedirect,
    @JsonPropertyDescription(
            "PASSTHROUGH, SIMPLE, MUTUAL, AUTO_PASSTHROUGH, ISTIO_MUTUAL or" + " OPTIONAL_MUTUAL.")
        @Nullable String mode,
    @JsonPropertyDescription("Path of the certificate chain.") @Nullable String serverCertificate,
    @JsonPropertyDescription("Path of the private key.") @Nullable String privateKey,
    @JsonPropertyDescription("Path of the roots that clients are checked with.")
        @Nullable String caCertificates,
    @JsonPropertyDescription("Path of a revocation list.") @Nullable String caCrl,
    @JsonPropertyDescription("Name of the Secret with certificate and key.")
        @Nullable String credentialName,
    @JsonPropertyDescription("Names of Secrets, one for each kind of key.")
        List<String> credentialNames,
    @JsonPropertyDescription("Name of the Secret with the roots that clients are checked with.")
        @Nullable String caCertCredentialName,
    @JsonPropertyDescription("Paths of certificates, one for each kind of key.")
        List<TlsCertificate> tlsCertificates,
    @JsonPropertyDescription("Names of which a client's certificate must carry one.")
        List<String> subjectAltNames,
    @JsonPropertyDescription("Hashes of keys of which a client must have one.")
        List<String> verifyCertificateSpki,
    @JsonPropertyDescription("Hashes of certificates of which a client must have one.")
        List<String> verifyCertificateHash,
    @JsonPropertyDescription("The oldest version, as in TLSV1_2.")
        @Nullable String minProtocolVersion,
    @JsonPropertyDescription("The newest version, as in TLSV1_3.")
        @Nullable String maxProtocolVersion,
    @JsonPropertyDescription("Cipher suites of versions up to 1.2.") List<String> cipherSuites,
    @JsonPropertyDescription("Curves of the key agreement.") List<String> ecdhCurves,
    @JsonPropertyDescription("Whether clients are let in whose certificate is not good.")
        @Nullable Boolean insecureSkipVerify) {
  public ServerTls {
    credentialNames = Absent.listOf(credentialNames);
    tlsCertificates = Absent.listOf(tlsCertificates);
    subjectAltNames = Absent.listOf(subjectAltNames);
    verifyCertificateSpki = Absent.listOf(verifyCertificateSpki);
    verifyCertificateHash = Absent.listOf(verifyCertificateHash);
    cipherSuites = Absent.listOf(cipherSuites);
    ecdhCurves = Absent.listOf(ecdhCurves);
  }

  /** Files of a certificate. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TlsCertificate(
      @JsonPropertyDescription("Path of the certificate chain.") @Nullable String serverCertificate,
      @JsonPropertyDescription("Path of the private key.") @Nullable String privateKey,
      @JsonPropertyDescription("Path of the roots that clients are checked with.")
          @Nullable String caCertificates) {}
}
