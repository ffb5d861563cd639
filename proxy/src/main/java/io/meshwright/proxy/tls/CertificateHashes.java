package io.meshwright.proxy.tls;

import io.meshwright.proxy.snapshot.TransportSocket.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Set;

/** Compares a certificate, or its key, with those that are accepted, by their hashes. */
final class CertificateHashes {
  private CertificateHashes() {}

  /** Whether it has one of the hashes; no hash accepts all. */
  static boolean matches(X509Certificate certificate, Set<Hash> accepted) {
    if (accepted.isEmpty()) {
      return true;
    }
    try {
      return accepted.contains(hash(Hash.Part.CERTIFICATE, certificate.getEncoded()))
          || accepted.contains(hash(Hash.Part.KEY, certificate.getPublicKey().getEncoded()));
    } catch (CertificateEncodingException _) {
      return false;
    }
  }

  private static Hash hash(Hash.Part part, byte[] der) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
      return new Hash(part, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
