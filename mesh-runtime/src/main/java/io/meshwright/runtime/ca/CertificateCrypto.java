package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** What the authority needs from a cryptographic library beyond the JDK. Stateless. */
public interface CertificateCrypto {

  /** Reads one PEM-encoded PKCS#10 request; the error's resource is {@code CertificateRequest}. */
  Csr readCsr(String pem) throws ConfigException;

  /**
   * Reads one unencrypted PEM private key: PKCS#8, or the older EC and RSA forms that plug-in CAs
   * come with. The errors name {@code resource} and {@code field}, never the key.
   */
  PrivateKey readPrivateKey(String pem, String resource, String field) throws ConfigException;

  /** Signs in the name of {@code issuer}, whose private half {@code issuerKey} is. */
  X509Certificate sign(CertificateTemplate template, X509Certificate issuer, PrivateKey issuerKey);

  /** Signs a {@link CertificateProfile.Root} by its own key. */
  X509Certificate selfSign(CertificateTemplate template, PrivateKey ownKey);
}
