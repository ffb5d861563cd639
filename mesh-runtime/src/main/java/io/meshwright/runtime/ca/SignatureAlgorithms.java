package io.meshwright.runtime.ca;

import java.security.Key;

/** The JCA names of the signatures that the mesh makes. */
public final class SignatureAlgorithms {

  private SignatureAlgorithms() {}

  /** SHA-256 with the algorithm of an EC or RSA key. */
  public static String forKey(Key key) {
    return switch (key.getAlgorithm()) {
      case "EC", "ECDSA" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> throw new IllegalArgumentException("a CA key of type " + key.getAlgorithm());
    };
  }
}
