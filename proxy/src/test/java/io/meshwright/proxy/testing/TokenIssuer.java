package io.meshwright.proxy.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Issues JSON Web Tokens with the JDK's own signatures. */
public final class TokenIssuer {
  private static final int HASH_BYTES = 32;

  private final String algorithm;
  private final KeyPair keys;

  private TokenIssuer(String algorithm, KeyPair keys) {
    this.algorithm = algorithm;
    this.keys = keys;
  }

  /** With a new key; {@code algorithm} is RS256, PS256, ES256 or EdDSA. */
  public static TokenIssuer of(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            switch (algorithm) {
              case "ES256" -> "EC";
              case "EdDSA" -> "Ed25519";
              default -> "RSA";
            });
    if (algorithm.equals("ES256")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return new TokenIssuer(algorithm, generator.generateKeyPair());
  }

  /** Its JWK set. */
  public String jwks() {
    return "{\"keys\":[" + jwk() + "]}";
  }

  private String jwk() {
    return switch (keys.getPublic()) {
      case RSAPublicKey rsa ->
          "{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"%s\",\"e\":\"%s\"}"
              .formatted(base64(rsa.getModulus()), base64(rsa.getPublicExponent()));
      case ECPublicKey ec ->
          "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":\"%s\",\"y\":\"%s\"}"
              .formatted(base64(ec.getW().getAffineX()), base64(ec.getW().getAffineY()));
      default -> {
        byte[] info = keys.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(info, info.length - HASH_BYTES, info.length);
        yield "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"x\":\"%s\"}"
            .formatted(base64(x));
      }
    };
  }

  /** A token with these claims. */
  public String token(String claims) throws GeneralSecurityException {
    return token("{\"alg\":\"" + algorithm + "\",\"kid\":\"k\"}", claims);
  }

  /** A token with this header. */
  public String token(String header, String claims) throws GeneralSecurityException {
    String signed = base64(text(header)) + "." + base64(text(claims));
    Signature signature =
        Signature.getInstance(
            switch (algorithm) {
              case "RS256" -> "SHA256withRSA";
              case "PS256" -> "RSASSA-PSS";
              case "ES256" -> "SHA256withECDSAinP1363Format";
              default -> "Ed25519";
            });
    if (algorithm.equals("PS256")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, HASH_BYTES, 1));
    }
    signature.initSign(keys.getPrivate());
    signature.update(text(signed));
    return signed + "." + base64(signature.sign());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Big-endian, without the sign; coordinates are as long as their field (RFC 7518). */
  private static String base64(BigInteger number) {
    String hex = number.toString(16);
    boolean coordinate = hex.length() > 32 && hex.length() <= 2 * HASH_BYTES;
    int digits = coordinate ? 2 * HASH_BYTES : hex.length() + hex.length() % 2;
    return base64(HexFormat.of().parseHex("0".repeat(digits - hex.length()) + hex));
  }

  /** Base64url without padding. */
  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
