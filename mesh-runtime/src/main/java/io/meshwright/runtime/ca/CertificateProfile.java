package io.meshwright.runtime.ca;

import io.meshwright.xds.SpiffeId;
import java.util.List;

/** The three kinds of certificate that the mesh signs; each has one fixed set of extensions. */
public sealed interface CertificateProfile {

  /**
   * An X.509-SVID (SPIFFE X509-SVID, section 4): empty subject, one critical URI SAN,
   * digitalSignature, no CA flag, for client and server.
   */
  record Workload(SpiffeId id) implements CertificateProfile {}

  /** The control plane's own certificate for the names at which it is reached; at least one. */
  record Serving(List<String> dnsNames) implements CertificateProfile {
    public Serving {
      dnsNames = List.copyOf(dnsNames);
      if (dnsNames.isEmpty()) {
        throw new IllegalArgumentException("a serving certificate without a name");
      }
    }
  }

  /** A self-signed root for the organization, which is the trust domain's name. */
  record Root(String organization) implements CertificateProfile {}
}
