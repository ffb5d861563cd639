package io.meshwright.proxy.pem;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates, keys and revocation lists in PEM (RFC 7468), read and written with the JDK's own
 * means.
 */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final int LINE = 64;

  private Pem() {}

  /**
   * All certificates of a text, in order; other blocks are skipped.
   *
   * @throws GeneralSecurityException if there is none, or one is malformed
   */
  public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        certificates.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(decode(block.group(2)))));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("no certificate in PEM form");
    }
    return certificates;
  }

  /**
   * All revocation lists of a text, in order; other blocks are skipped.
   *
   * @throws GeneralSecurityException if there is none, or one is malformed
   */
  public static List<X509CRL> revocations(String pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509CRL> lists = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (block.group(1).equals("X509 CRL")) {
        lists.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(decode(block.group(2)))));
      }
    }
    if (lists.isEmpty()) {
      throw new GeneralSecurityException("no revocation list in PEM form");
    }
    return lists;
  }

  /** The PKCS#8 key of a text; EC, RSA or Ed25519. */
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (block.group(1).equals("PRIVATE KEY")) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decode(block.group(2)));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
          try {
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
          } catch (GeneralSecurityException _) {
            // the algorithm stands inside the key: the next one may fit
          }
        }
        throw new GeneralSecurityException("neither an EC nor an RSA nor an Ed25519 key");
      }
    }
    throw new GeneralSecurityException("no PKCS#8 key in PEM form");
  }

  /** One block of PEM. */
  public static String encode(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN "
        + label
        + "-----\n"
        + encoder.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static byte[] decode(String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("malformed base64", e);
    }
  }
}
