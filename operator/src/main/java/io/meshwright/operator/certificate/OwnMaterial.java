package io.meshwright.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * All that the operator keeps about its own certificate.
 *
 * @param roots that clients trust, the newest first; the key of the newest is {@code rootKey}
 * @param serving signed by one of the roots
 */
public record OwnMaterial(List<X509Certificate> roots, PrivateKey rootKey, ServingKey serving) {

  public OwnMaterial {
    roots = List.copyOf(roots);
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("no root");
    }
  }

  X509Certificate newestRoot() {
    return roots.getFirst();
  }

  /** Whether the serving certificate was signed by the newest root. */
  boolean isSignedByNewestRoot() {
    try {
      serving.leaf().verify(newestRoot().getPublicKey());
      return true;
    } catch (java.security.GeneralSecurityException _) {
      return false;
    }
  }
}
