package io.meshwright.e2e.process;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Issues tokens (JWT, ES256) with a key of its own. */
final class TokenIssuer {

  private static final int COORDINATE_BYTES = 32;

  private final KeyPair keys;

  TokenIssuer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The set of its keys, as JSON. */
  String jwks() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"x\":\"%s\",\"y\":\"%s\"}]}"
        .formatted(coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
  }

  /** A token with these claims, which are JSON. */
  String token(String claims) {
    String signed =
        base64("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of fixed length, big endian (RFC 7518, 6.2.1.2). */
  private static String coordinate(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] bytes = new byte[COORDINATE_BYTES];
    int length = Math.min(signed.length, COORDINATE_BYTES);
    System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
    return base64(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
