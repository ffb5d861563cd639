package io.meshwright.proxy.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshwright.proxy.testing.TokenIssuer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

  private static VerificationKeys keys(TokenIssuer issuer) {
    return Objects.requireNonNull(VerificationKeys.parse(issuer.jwks()));
  }

  private static @Nullable JwtProblem problem(String token) {
    JwtException thrown = catchThrowableOfType(JwtException.class, () -> Token.parse(token));
    return thrown == null ? null : thrown.problem();
  }

  private static String base64(String text) {
    return TokenIssuer.base64(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
  void onlyTheIssuersOwnSignatureVerifies(String algorithm) throws Exception {
    TokenIssuer issuer = TokenIssuer.of(algorithm);
    Token token = Token.parse(issuer.token("{\"iss\":\"a\"}"));
    assertThat(keys(issuer).verify(token)).isNull();
    assertThat(keys(TokenIssuer.of(algorithm)).verify(token))
        .isEqualTo(JwtProblem.VERIFICATION_FAILS);
    String[] parts = issuer.token("{\"iss\":\"a\"}").split("\\.", -1);
    Token forged = Token.parse(parts[0] + "." + base64("{\"iss\":\"b\"}") + "." + parts[2]);
    assertThat(keys(issuer).verify(forged)).isEqualTo(JwtProblem.VERIFICATION_FAILS);
  }

  @Test
  void aTokenCannotChooseToBeBelieved() throws Exception {
    TokenIssuer issuer = TokenIssuer.of("RS256");
    for (String algorithm : List.of("none", "None", "HS256")) {
      String header = "{\"alg\":\"" + algorithm + "\"}";
      assertThat(problem(base64(header) + "." + base64("{}") + "."))
          .isEqualTo(JwtProblem.ALG_UNSUPPORTED);
      assertThat(problem(issuer.token(header, "{}"))).isEqualTo(JwtProblem.ALG_UNSUPPORTED);
    }
    assertThat(problem(issuer.token("{\"alg\":\"RS256\",\"crit\":[\"b64\"]}", "{}")))
        .isEqualTo(JwtProblem.VERIFICATION_FAILS);
    Token otherKind = Token.parse(issuer.token("{\"alg\":\"ES256\"}", "{}"));
    assertThat(keys(issuer).verify(otherKind)).isEqualTo(JwtProblem.NO_MATCHING_KEY);
    Token otherKey = Token.parse(issuer.token("{\"alg\":\"RS256\",\"kid\":\"x\"}", "{}"));
    assertThat(keys(issuer).verify(otherKey)).isEqualTo(JwtProblem.NO_MATCHING_KEY);
  }

  @Test
  void whatIsNoTokenIsNamed() {
    String header = base64("{\"alg\":\"RS256\"}");
    assertThat(problem("a.b")).isEqualTo(JwtProblem.BAD_FORMAT);
    assertThat(problem("?.b.c")).isEqualTo(JwtProblem.HEADER_BASE64);
    assertThat(problem(base64("[]") + ".b.c")).isEqualTo(JwtProblem.HEADER_JSON);
    assertThat(problem(base64("{}") + ".b.c")).isEqualTo(JwtProblem.HEADER_ALG);
    assertThat(problem(header + "." + base64("x") + ".c")).isEqualTo(JwtProblem.PAYLOAD_JSON);
    assertThat(problem(header + "." + base64("{\"exp\":\"soon\"}") + "."))
        .isEqualTo(JwtProblem.PAYLOAD_EXP);
    assertThat(problem(header + "." + base64("{\"aud\":[1]}") + "."))
        .isEqualTo(JwtProblem.PAYLOAD_AUD);
  }

  @Test
  void keySetsThatHoldNoPublicKeyAreNone() {
    assertThat(VerificationKeys.parse("{")).isNull();
    assertThat(VerificationKeys.parse("{\"keys\":[]}")).isNull();
    assertThat(VerificationKeys.parse("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")).isNull();
  }

  @Test
  void claimsMeetTheRulesWithinTheClocksDifference() throws Exception {
    TokenIssuer issuer = TokenIssuer.of("EdDSA");
    ClaimRules rules =
        new ClaimRules(
            "me",
            List.of("https://app.example/"),
            null,
            true,
            Duration.ofHours(1),
            Duration.ofSeconds(60));
    String claims = "{\"iss\":\"me\",\"aud\":[\"other\",\"app.example\"],\"exp\":%d,\"nbf\":%d}";
    long now = NOW.getEpochSecond();
    assertThat(rules.check(Token.parse(issuer.token(claims.formatted(now - 60, now + 60))), NOW))
        .isNull();
    assertThat(rules.check(Token.parse(issuer.token(claims.formatted(now - 61, now))), NOW))
        .isEqualTo(JwtProblem.EXPIRED);
    assertThat(rules.check(Token.parse(issuer.token(claims.formatted(now + 9, now + 61))), NOW))
        .isEqualTo(JwtProblem.NOT_YET_VALID);
    assertThat(rules.check(Token.parse(issuer.token(claims.formatted(now + 3601, now))), NOW))
        .isEqualTo(JwtProblem.VERIFICATION_FAILS);
    assertThat(rules.check(Token.parse(issuer.token("{\"iss\":\"me\"}")), NOW))
        .isEqualTo(JwtProblem.VERIFICATION_FAILS);
    assertThat(
            rules.check(
                Token.parse(issuer.token("{\"iss\":\"me\",\"exp\":%d}".formatted(now))), NOW))
        .isEqualTo(JwtProblem.AUDIENCE_NOT_ALLOWED);
    assertThat(rules.check(Token.parse(issuer.token("{\"iss\":\"you\"}")), NOW))
        .isEqualTo(JwtProblem.UNKNOWN_ISSUER);
  }
}
