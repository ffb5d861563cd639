package io.meshwright.runtime.ca.bouncycastle;

import io.meshwright.runtime.ca.CertificateCrypto;
import io.meshwright.runtime.ca.CertificateTemplate;
import io.meshwright.runtime.ca.Csr;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** Reads and signs with Bouncy Castle's ASN.1 and the JDK's cryptography. Stateless. */
public final class BouncyCastleCrypto implements CertificateCrypto {

  private static final String CSR = "CertificateRequest";
  private static final String CSR_EXPECTED = "one PEM PKCS#10 request (BEGIN CERTIFICATE REQUEST)";
  private static final int LONGEST_CSR = 64 * 1024;

  @Override
  public Csr readCsr(String pem) throws ConfigException {
    if (pem.length() > LONGEST_CSR) {
      throw error(CSR, "csr", pem.length() + " characters", "at most " + LONGEST_CSR);
    }
    return switch (parse(pem, CSR, "csr", CSR_EXPECTED)) {
      case PKCS10CertificationRequest request -> CsrReader.read(request);
      case null -> throw error(CSR, "csr", "", CSR_EXPECTED);
      case Object other -> throw error(CSR, "csr", kindOf(other), CSR_EXPECTED);
    };
  }

  @Override
  public PrivateKey readPrivateKey(String pem, String resource, String field)
      throws ConfigException {
    String expected = "one unencrypted PEM private key, EC or RSA";
    try {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return switch (parse(pem, resource, field, expected)) {
        case PrivateKeyInfo key -> converter.getPrivateKey(key);
        case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
        case null -> throw error(resource, field, "", expected);
        case Object other -> throw error(resource, field, kindOf(other), expected);
      };
    } catch (PEMException _) {
      throw error(resource, field, "a key that cannot be read", expected);
    }
  }

  @Override
  public X509Certificate sign(
      CertificateTemplate template, X509Certificate issuer, PrivateKey issuerKey) {
    return CertificateSigner.sign(template, issuer, issuerKey);
  }

  @Override
  public X509Certificate selfSign(CertificateTemplate template, PrivateKey ownKey) {
    return CertificateSigner.selfSign(template, ownKey);
  }

  /** The first PEM object; parameters of a curve before an EC key are skipped. */
  private static @Nullable Object parse(String pem, String resource, String field, String expected)
      throws ConfigException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      Object object = parser.readObject();
      return object instanceof org.bouncycastle.asn1.ASN1ObjectIdentifier
          ? parser.readObject()
          : object;
    } catch (IOException | RuntimeException _) {
      // The parser throws unchecked exceptions too on hostile ASN.1.
      throw error(resource, field, "PEM that cannot be decoded", expected);
    }
  }

  private static String kindOf(Object pemObject) {
    return "a " + pemObject.getClass().getSimpleName();
  }

  private static ConfigException error(
      String resource, String field, String found, String expected) {
    return new ConfigException(new ConfigError(resource, field, found, expected));
  }
}
