package io.meshwright.runtime.identity;

import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads the identity from a client certificate whose chain TLS has verified. A CA certificate never
 * authenticates (SPIFFE X509-SVID, section 5.2), nor does an identity of another trust domain.
 */
final class CertificateAuthenticator implements Authenticator {

  private static final int URI_TYPE = 6;

  private final TrustDomain trustDomain;

  CertificateAuthenticator(TrustDomain trustDomain) {
    this.trustDomain = trustDomain;
  }

  @Override
  public Authentication authenticate(Credentials credentials) {
    return credentials.certificate().map(this::judge).orElseGet(Authentication.Absent::new);
  }

  private Authentication judge(X509Certificate certificate) {
    if (certificate.getBasicConstraints() >= 0) {
      return new Authentication.Refused("the client certificate is a CA certificate");
    }
    List<String> uris = uris(certificate);
    if (uris.size() != 1) {
      return new Authentication.Refused(
          "the client certificate has %d URI names, expected one".formatted(uris.size()));
    }
    Optional<SpiffeId> id = SpiffeId.parse(uris.getFirst());
    if (id.isEmpty() || !id.get().trustDomain().equals(trustDomain)) {
      return new Authentication.Refused(
          "the client certificate is for %s, expected spiffe://%s/ns/NAMESPACE/sa/NAME"
              .formatted(uris.getFirst(), trustDomain));
    }
    return new Authentication.Accepted(new Caller(id.get(), Caller.Credential.CERTIFICATE));
  }

  private static List<String> uris(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> uris = new ArrayList<>();
      if (names != null) {
        for (List<?> name : names) {
          if (name.get(0).equals(URI_TYPE)) {
            uris.add((String) name.get(1));
          }
        }
      }
      return uris;
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }
}
