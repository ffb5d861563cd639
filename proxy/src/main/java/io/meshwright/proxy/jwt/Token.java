package io.meshwright.proxy.jwt;

import io.meshwright.proxy.metadata.MetadataValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as it says itself: nothing of it is verified.
 *
 * @param headerText its first part as it came
 * @param payloadText its second part as it came
 * @param signatureText its third part as it came
 * @param algorithm one that is supported
 * @param keyId empty if it names no key
 */
public record Token(
    String headerText,
    String payloadText,
    String signatureText,
    MetadataValue.Fields header,
    MetadataValue.Fields claims,
    String algorithm,
    String keyId) {
  private static final int PARTS = 3;

  /** Reads a token in its compact form. */
  public static Token parse(String compact) throws JwtException {
    String[] parts = compact.split("\\.", -1);
    if (parts.length != PARTS) {
      throw new JwtException(JwtProblem.BAD_FORMAT);
    }
    MetadataValue.Fields header =
        object(parts[0], JwtProblem.HEADER_BASE64, JwtProblem.HEADER_JSON);
    String algorithm = algorithm(header);
    String keyId = text(header, "kid", JwtProblem.HEADER_KID);
    if (header.values().containsKey("crit")) {
      // RFC 7515 section 4.1.11: what must be understood and is not
      throw new JwtException(JwtProblem.VERIFICATION_FAILS);
    }
    MetadataValue.Fields claims =
        object(parts[1], JwtProblem.PAYLOAD_BASE64, JwtProblem.PAYLOAD_JSON);
    text(claims, "iss", JwtProblem.PAYLOAD_ISS);
    text(claims, "sub", JwtProblem.PAYLOAD_SUB);
    number(claims, "iat", JwtProblem.PAYLOAD_IAT);
    number(claims, "nbf", JwtProblem.PAYLOAD_NBF);
    number(claims, "exp", JwtProblem.PAYLOAD_EXP);
    audiences(claims);
    decoded(parts[2], JwtProblem.SIGNATURE_BASE64);
    return new Token(parts[0], parts[1], parts[2], header, claims, algorithm, keyId);
  }

  /** Who says to have issued it; empty if nobody. */
  public String issuer() {
    return claims.values().get("iss") instanceof MetadataValue.Text(String issuer) ? issuer : "";
  }

  String subject() {
    return claims.values().get("sub") instanceof MetadataValue.Text(String subject) ? subject : "";
  }

  /** Seconds since 1970 of a claim; absent without it. */
  @Nullable Long time(String claim) {
    return claims.values().get(claim) instanceof MetadataValue.Numeric(double seconds)
        ? (long) seconds
        : null;
  }

  List<String> audiences() {
    try {
      return audiences(claims);
    } catch (JwtException e) {
      throw new IllegalStateException("was read before", e);
    }
  }

  private static String algorithm(MetadataValue.Fields header) throws JwtException {
    if (!(header.values().get("alg") instanceof MetadataValue.Text(String algorithm))) {
      throw new JwtException(JwtProblem.HEADER_ALG);
    }
    if (!VerificationKeys.supports(algorithm)) {
      throw new JwtException(JwtProblem.ALG_UNSUPPORTED);
    }
    return algorithm;
  }

  private static String text(MetadataValue.Fields fields, String name, JwtProblem otherwise)
      throws JwtException {
    return switch (fields.values().get(name)) {
      case null -> "";
      case MetadataValue.Text(String text) -> text;
      default -> throw new JwtException(otherwise);
    };
  }

  private static void number(MetadataValue.Fields fields, String name, JwtProblem otherwise)
      throws JwtException {
    @Nullable MetadataValue value = fields.values().get(name);
    if (value != null && !(value instanceof MetadataValue.Numeric(double time) && time >= 0)) {
      throw new JwtException(otherwise);
    }
  }

  private static List<String> audiences(MetadataValue.Fields claims) throws JwtException {
    List<String> audiences = new ArrayList<>();
    switch (claims.values().get("aud")) {
      case null -> {}
      case MetadataValue.Text(String one) -> audiences.add(one);
      case MetadataValue.Items(List<MetadataValue> some) -> {
        for (MetadataValue each : some) {
          if (!(each instanceof MetadataValue.Text(String one))) {
            throw new JwtException(JwtProblem.PAYLOAD_AUD);
          }
          audiences.add(one);
        }
      }
      default -> throw new JwtException(JwtProblem.PAYLOAD_AUD);
    }
    return audiences;
  }

  private static MetadataValue.Fields object(String part, JwtProblem base64, JwtProblem json)
      throws JwtException {
    MetadataValue.@Nullable Fields fields;
    try {
      fields =
          JsonTree.object(
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(decoded(part, base64)))
                  .toString());
    } catch (CharacterCodingException _) {
      throw new JwtException(json);
    }
    if (fields == null) {
      throw new JwtException(json);
    }
    return fields;
  }

  private static byte[] decoded(String part, JwtProblem otherwise) throws JwtException {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException _) {
      throw new JwtException(otherwise);
    }
  }
}
