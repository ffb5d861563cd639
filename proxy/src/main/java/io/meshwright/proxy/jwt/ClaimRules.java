package io.meshwright.proxy.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a token must claim.
 *
 * @param issuer empty: anybody
 * @param audiences one of which it must be meant for; empty: any
 * @param subject what its subject must meet; absent: nothing
 * @param expires whether it must say when it expires
 * @param longest how long it may still be valid; absent: no limit
 * @param skew by which clocks may differ
 */
public record ClaimRules(
    String issuer,
    List<String> audiences,
    @Nullable Predicate<String> subject,
    boolean expires,
    @Nullable Duration longest,
    Duration skew) {

  public ClaimRules {
    audiences = audiences.stream().map(ClaimRules::bare).toList();
  }

  /** What is wrong with a token's claims; absent if nothing is. */
  public @Nullable JwtProblem check(Token token, Instant now) {
    if (!issuer.isEmpty() && !issuer.equals(token.issuer())) {
      return JwtProblem.UNKNOWN_ISSUER;
    }
    if (subject != null && !subject.test(token.subject())) {
      return JwtProblem.VERIFICATION_FAILS;
    }
    @Nullable JwtProblem time = time(token, now.getEpochSecond());
    if (time != null) {
      return time;
    }
    boolean meant =
        audiences.isEmpty()
            || token.audiences().stream().map(ClaimRules::bare).anyMatch(audiences::contains);
    return meant ? null : JwtProblem.AUDIENCE_NOT_ALLOWED;
  }

  private @Nullable JwtProblem time(Token token, long now) {
    @Nullable Long from = token.time("nbf");
    @Nullable Long to = token.time("exp");
    if (from != null && now + skew.toSeconds() < from) {
      return JwtProblem.NOT_YET_VALID;
    }
    if (to == null) {
      return expires || longest != null ? JwtProblem.VERIFICATION_FAILS : null;
    }
    if (now > to + skew.toSeconds()) {
      return JwtProblem.EXPIRED;
    }
    return longest != null && to - now > longest.toSeconds() ? JwtProblem.VERIFICATION_FAILS : null;
  }

  /** Without what services write or leave out as they like: a scheme and a slash in the end. */
  private static String bare(String audience) {
    String text = audience;
    if (text.startsWith("https://")) {
      text = text.substring("https://".length());
    } else if (text.startsWith("http://")) {
      text = text.substring("http://".length());
    }
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
