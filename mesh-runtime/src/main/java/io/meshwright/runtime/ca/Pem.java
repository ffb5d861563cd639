package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** PEM text (RFC 7468) of certificates and PKCS#8 keys. */
public final class Pem {

  private static final int LINE = 64;
  private static final Base64.Encoder BASE64 =
      Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /** One certificate, ending in a line feed. */
  public static String of(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }

  /** Several certificates, one after the other. */
  public static String of(Collection<X509Certificate> certificates) {
    return certificates.stream().map(Pem::of).collect(Collectors.joining());
  }

  /** A private key in PKCS#8. */
  static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** All certificates of a text; the errors name {@code resource} and {@code field}. */
  public static List<X509Certificate> certificates(String pem, String resource, String field)
      throws ConfigException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      Collection<? extends Certificate> parsed =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      for (Certificate certificate : parsed) {
        certificates.add((X509Certificate) certificate);
      }
    } catch (CertificateException e) {
      throw invalid(resource, field, String.valueOf(e.getMessage()));
    }
    if (certificates.isEmpty()) {
      throw invalid(resource, field, pem.isBlank() ? "" : "no certificate");
    }
    return List.copyOf(certificates);
  }

  private static ConfigException invalid(String resource, String field, String found) {
    return new ConfigException(
        new ConfigError(resource, field, found, "PEM certificates (BEGIN CERTIFICATE)"));
  }

  private static String block(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, BASE64.encodeToString(content), label);
  }
}
