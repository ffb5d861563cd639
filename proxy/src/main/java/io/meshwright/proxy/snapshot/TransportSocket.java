package io.meshwright.proxy.snapshot;

import java.util.List;
import java.util.Set;

/** The layer between TCP and what is spoken on it. */
public sealed interface TransportSocket {

  /** Of accepted connections. */
  sealed interface Downstream extends TransportSocket permits Raw, ServerTls {}

  /** Of dialled connections. */
  sealed interface Upstream extends TransportSocket permits Raw, ClientTls, ProxyProtocol {}

  /** Nothing. */
  record Raw() implements Downstream, Upstream {}

  /**
   * TLS, accepted.
   *
   * @param requireClientCertificate whether a handshake without one fails
   */
  record ServerTls(TlsContext context, boolean requireClientCertificate) implements Downstream {}

  /**
   * TLS, dialled.
   *
   * @param serverName sent as SNI; empty sends none
   */
  record ClientTls(TlsContext context, String serverName) implements Upstream {}

  /**
   * First a header that tells whose connection is carried (the PROXY protocol of HAProxy).
   *
   * @param version 1 or 2
   * @param inner what follows; no header again
   */
  record ProxyProtocol(int version, Upstream inner) implements Upstream {
    public ProxyProtocol {
      if (inner instanceof ProxyProtocol) {
        throw new IllegalArgumentException("two headers");
      }
    }
  }

  /**
   * What both sides of TLS have.
   *
   * @param certificates the server's own, or what a client presents
   * @param alpn protocols offered or accepted, the preferred one first
   */
  record TlsContext(
      TlsParameters parameters,
      List<Certificate> certificates,
      Validation validation,
      List<String> alpn) {
    public TlsContext {
      certificates = List.copyOf(certificates);
      alpn = List.copyOf(alpn);
    }
  }

  /** Where a certificate with its key is. */
  sealed interface Certificate {
    /** In the secret of this name. */
    record Named(String secret) implements Certificate {}

    /** Here. */
    record Inline(Secret.Identity identity) implements Certificate {}
  }

  /** Where the roots are that peers are checked against. */
  sealed interface TrustedRoots {
    /** In the secret of this name. */
    record Named(String secret) implements TrustedRoots {}

    /** Here. */
    record Inline(Secret.Roots roots) implements TrustedRoots {}

    /** Those that the system trusts. */
    record OfSystem() implements TrustedRoots {}
  }

  /** How the peer's certificate is checked. */
  sealed interface Validation {
    /** Not at all. */
    record None() implements Validation {}

    /** Not at all, but the peer is asked for it, so that others may look at it. */
    record Shown() implements Validation {}

    /** Against roots, and what it must have beside that. */
    record Roots(TrustedRoots roots, Conditions conditions) implements Validation {}
  }

  /**
   * Conditions on a certificate that the roots vouch for.
   *
   * @param subjectAltNames one of them must match one of the certificate's; empty accepts all
   * @param hashes the certificate must have one of them; empty accepts all
   */
  record Conditions(List<SubjectAltName> subjectAltNames, Set<Hash> hashes) {
    /** Every certificate that the roots vouch for. */
    public static final Conditions NONE = new Conditions(List.of(), Set.of());

    public Conditions {
      subjectAltNames = List.copyOf(subjectAltNames);
      hashes = Set.copyOf(hashes);
    }
  }

  /**
   * SHA-256 of a part of a certificate.
   *
   * @param digits hexadecimal, lower case
   */
  record Hash(Part part, String digits) {
    /** The whole certificate, or its key with the algorithm (SubjectPublicKeyInfo). */
    public enum Part {
      CERTIFICATE,
      KEY
    }
  }

  /** A condition on one kind of alternative names of a certificate. */
  record SubjectAltName(Kind kind, StringMatcher matcher) {
    /** The kinds of names; {@code ANY} are DNS, URI, IP address and e-mail. */
    public enum Kind {
      ANY,
      DNS,
      URI,
      IP_ADDRESS,
      EMAIL
    }
  }

  /**
   * Versions and algorithms.
   *
   * @param cipherSuites of TLS 1.2, in OpenSSL's names; empty is the default set
   * @param curves in OpenSSL's names; empty is the default set
   */
  record TlsParameters(
      Version minimum, Version maximum, List<String> cipherSuites, List<String> curves) {
    public TlsParameters {
      cipherSuites = List.copyOf(cipherSuites);
      curves = List.copyOf(curves);
    }

    /** Versions of TLS that are spoken. */
    public enum Version {
      TLS1_2,
      TLS1_3
    }
  }
}
