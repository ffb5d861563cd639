package io.meshwright.proxy.snapshot;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Material for TLS, by the name that transport sockets use. Its text form shows no key. */
public sealed interface Secret {

  /** What the proxy shows to its peers: the leaf first. */
  record Identity(List<X509Certificate> chain, PrivateKey key) implements Secret {
    public Identity {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("an identity without a certificate");
      }
    }

    @Override
    public String toString() {
      return "Identity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
  }

  /**
   * What peers' certificates are checked against.
   *
   * @param revoked if there are any, each certificate below a root must be covered by one
   */
  record Roots(List<X509Certificate> roots, List<X509CRL> revoked) implements Secret {
    /** Roots that revoke nothing. */
    public Roots(List<X509Certificate> roots) {
      this(roots, List.of());
    }

    public Roots {
      roots = List.copyOf(roots);
      revoked = List.copyOf(revoked);
      if (roots.isEmpty()) {
        throw new IllegalArgumentException("no root");
      }
    }

    /** The one that an identity's chain leads to; empty if it leads to none of these. */
    public Optional<X509Certificate> issuerOf(Identity identity) {
      X509Certificate last = identity.chain().getLast();
      return roots.stream()
          .filter(root -> root.equals(last) || isSignedBy(last, root.getPublicKey()))
          .findFirst();
    }

    private static boolean isSignedBy(X509Certificate certificate, PublicKey key) {
      try {
        certificate.verify(key);
        return true;
      } catch (GeneralSecurityException _) {
        return false;
      }
    }

    @Override
    public String toString() {
      return "Roots[" + roots.size() + ", " + revoked.size() + "]";
    }
  }
}
