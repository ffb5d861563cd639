package io.meshwright.proxy.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public keys of an issuer (RFC 7517). Immutable; used by any thread. */
public final class VerificationKeys {
  private static final Set<String> RSA =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
  private static final Set<String> EC = Set.of("ES256", "ES384", "ES512");
  private static final String EDDSA = "EdDSA";

  private final List<JWK> keys;

  private VerificationKeys(List<JWK> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Whether signatures of this {@code alg} can be verified. */
  static boolean supports(String algorithm) {
    return RSA.contains(algorithm) || EC.contains(algorithm) || algorithm.equals(EDDSA);
  }

  /** The keys of a JWK set, without those that sign nothing; absent if there is none. */
  public static @Nullable VerificationKeys parse(String jwks) {
    try {
      List<JWK> keys =
          JWKSet.parse(jwks).getKeys().stream().filter(VerificationKeys::usable).toList();
      return keys.isEmpty() ? null : new VerificationKeys(keys);
    } catch (ParseException | IllegalArgumentException _) {
      return null;
    }
  }

  private static boolean usable(JWK key) {
    boolean kind = key instanceof RSAKey || key instanceof ECKey || key instanceof OctetKeyPair;
    return kind && !KeyUse.ENCRYPTION.equals(key.getKeyUse());
  }

  /** What is wrong with a token's signature; absent if nothing is. */
  public @Nullable JwtProblem verify(Token token) {
    boolean tried = false;
    for (JWK key : keys) {
      if (suits(key, token)) {
        tried = true;
        if (verifies(key, token)) {
          return null;
        }
      }
    }
    return tried ? JwtProblem.VERIFICATION_FAILS : JwtProblem.NO_MATCHING_KEY;
  }

  private static boolean suits(JWK key, Token token) {
    String keyId = key.getKeyID();
    if (!token.keyId().isEmpty() && keyId != null && !keyId.equals(token.keyId())) {
      return false;
    }
    if (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(token.algorithm())) {
      return false;
    }
    return switch (key) {
      case RSAKey _ -> RSA.contains(token.algorithm());
      case ECKey _ -> EC.contains(token.algorithm());
      default -> token.algorithm().equals(EDDSA);
    };
  }

  private static boolean verifies(JWK key, Token token) {
    byte[] signed =
        (token.headerText() + "." + token.payloadText()).getBytes(StandardCharsets.US_ASCII);
    try {
      JWSVerifier verifier;
      switch (key) {
        case RSAKey rsa -> verifier = new RSASSAVerifier(rsa);
        case ECKey ec -> verifier = new ECDSAVerifier(ec);
        case OctetKeyPair pair -> {
          return EdwardsSignature.verifies(
              pair, signed, new Base64URL(token.signatureText()).decode());
        }
        default -> {
          return false;
        }
      }
      return verifier.verify(
          new JWSHeader(JWSAlgorithm.parse(token.algorithm())),
          signed,
          new Base64URL(token.signatureText()));
    } catch (JOSEException _) {
      return false;
    }
  }
}
