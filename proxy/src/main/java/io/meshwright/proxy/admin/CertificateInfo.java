package io.meshwright.proxy.admin;

import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.Secret;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The public part of a secret.
 *
 * @param base64Pem its certificates in PEM, in base64 once more as JSON has bytes
 */
record CertificateInfo(String name, boolean hasKey, String base64Pem) {

  static CertificateInfo of(String name, Secret secret) {
    return switch (secret) {
      case Secret.Identity identity -> new CertificateInfo(name, true, pem(identity.chain()));
      case Secret.Roots roots -> new CertificateInfo(name, false, pem(roots.roots()));
    };
  }

  /** Those of all secrets, by name. */
  static List<CertificateInfo> all(Map<String, Secret> secrets) {
    return new TreeMap<>(secrets)
        .entrySet().stream().map(entry -> of(entry.getKey(), entry.getValue())).toList();
  }

  private static String pem(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        text.append(Pem.encode("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a parsed certificate cannot be encoded", e);
      }
    }
    return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
