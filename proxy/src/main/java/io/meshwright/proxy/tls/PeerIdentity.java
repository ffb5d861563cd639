package io.meshwright.proxy.tls;

import io.meshwright.proxy.snapshot.TransportSocket.SubjectAltName;
import io.meshwright.xds.SpiffeId;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who the peer of a TLS connection proved to be: its leaf certificate's alternative names, in the
 * order of the certificate. Read once for all connections that show the same chain.
 */
public final class PeerIdentity {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP_ADDRESS = 7;

  private final X509Certificate certificate;
  private final List<String> dnsNames;
  private final List<String> uris;
  private final List<String> emails;
  private final List<String> addresses;
  private final Optional<SpiffeId> spiffeId;

  private PeerIdentity(
      X509Certificate certificate,
      List<String> dnsNames,
      List<String> uris,
      List<String> emails,
      List<String> addresses) {
    this.certificate = certificate;
    this.dnsNames = List.copyOf(dnsNames);
    this.uris = List.copyOf(uris);
    this.emails = List.copyOf(emails);
    this.addresses = List.copyOf(addresses);
    this.spiffeId = uris.size() == 1 ? SpiffeId.parse(uris.getFirst()) : Optional.empty();
  }

  /** Reads the names of a certificate; empty if they cannot be read. */
  public static Optional<PeerIdentity> read(X509Certificate certificate) {
    try {
      return Optional.of(of(certificate));
    } catch (CertificateParsingException _) {
      return Optional.empty();
    }
  }

  /** The one name that stands for all: the first URI, else the first DNS name, else the subject. */
  public String principal() {
    if (!uris.isEmpty()) {
      return uris.getFirst();
    }
    return dnsNames.isEmpty()
        ? certificate.getSubjectX500Principal().getName()
        : dnsNames.getFirst();
  }

  /** Reads the names of a certificate that was verified already. */
  static PeerIdentity of(X509Certificate certificate) throws CertificateParsingException {
    List<String> dns = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    List<String> emails = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        if (name.get(0) instanceof Integer kind && name.get(1) instanceof String value) {
          switch (kind) {
            case EMAIL -> emails.add(value);
            case DNS -> dns.add(value);
            case URI -> uris.add(value);
            case IP_ADDRESS -> addresses.add(value);
            default -> {
              // other kinds carry no identity that a policy can name
            }
          }
        }
      }
    }
    return new PeerIdentity(certificate, dns, uris, emails, addresses);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public List<String> dnsNames() {
    return dnsNames;
  }

  public List<String> uris() {
    return uris;
  }

  /**
   * The workload's identity. Empty unless the certificate has exactly one URI name and it is a
   * SPIFFE id of Istio's form (X.509-SVID, section 2).
   */
  public Optional<SpiffeId> spiffeId() {
    return spiffeId;
  }

  /** Whether one of the conditions holds for one of the names; an empty list accepts everyone. */
  boolean satisfies(List<SubjectAltName> conditions) {
    if (conditions.isEmpty()) {
      return true;
    }
    for (SubjectAltName condition : conditions) {
      if (satisfies(condition)) {
        return true;
      }
    }
    return false;
  }

  private boolean satisfies(SubjectAltName condition) {
    return switch (condition.kind()) {
      case DNS -> any(dnsNames, condition);
      case URI -> any(uris, condition);
      case IP_ADDRESS -> any(addresses, condition);
      case EMAIL -> any(emails, condition);
      case ANY ->
          any(uris, condition)
              || any(dnsNames, condition)
              || any(addresses, condition)
              || any(emails, condition);
    };
  }

  private static boolean any(List<String> names, SubjectAltName condition) {
    for (String name : names) {
      if (condition.matcher().matches(name)) {
        return true;
      }
    }
    return false;
  }
}
