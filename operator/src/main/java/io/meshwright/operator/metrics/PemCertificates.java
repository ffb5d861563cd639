package io.meshwright.operator.metrics;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jboss.logging.Logger;

/** Reads certificates from text. */
final class PemCertificates {

  private static final Logger LOG = Logger.getLogger(PemCertificates.class);

  private PemCertificates() {}

  /** All certificates of a PEM text; none if one cannot be read. */
  static List<X509Certificate> read(String pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      LOG.warn("A ConfigMap of roots holds what is no certificate", e);
      return List.of();
    }
  }
}
