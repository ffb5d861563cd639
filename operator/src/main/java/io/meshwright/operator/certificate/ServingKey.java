package io.meshwright.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a TLS server presents.
 *
 * @param chain leaf first; at least one
 */
public record ServingKey(PrivateKey key, List<X509Certificate> chain) {

  public ServingKey {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a key without a certificate");
    }
  }

  /** The certificate of {@link #key}. */
  public X509Certificate leaf() {
    return chain.getFirst();
  }
}
