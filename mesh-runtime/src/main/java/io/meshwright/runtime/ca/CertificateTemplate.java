package io.meshwright.runtime.ca;

import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;

/**
 * All that a new certificate will say, before it is signed.
 *
 * @param serial positive, at most 20 bytes (RFC 5280, section 4.1.2.2)
 */
public record CertificateTemplate(
    CertificateProfile profile,
    PublicKey publicKey,
    BigInteger serial,
    Instant notBefore,
    Instant notAfter) {

  public CertificateTemplate {
    if (serial.signum() <= 0 || !notBefore.isBefore(notAfter)) {
      throw new IllegalArgumentException(
          "serial " + serial + ", from " + notBefore + " to " + notAfter);
    }
  }
}
