package io.meshwright.runtime.identity;

import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.util.Optional;

/** Reads the identity from {@code authorization: Bearer TOKEN} by a {@link TokenReviewer}. */
final class TokenAuthenticator implements Authenticator {

  private static final String SCHEME = "Bearer ";

  /** Tokens of Kubernetes have about 1 KiB; what is far longer is not worth a review. */
  private static final int LONGEST_TOKEN = 16 * 1024;

  private final TrustDomain trustDomain;
  private final TokenReviewer reviewer;
  private final String audience;

  /** {@code audience} is whom the token must be meant for. */
  TokenAuthenticator(TrustDomain trustDomain, TokenReviewer reviewer, String audience) {
    this.trustDomain = trustDomain;
    this.reviewer = reviewer;
    this.audience = audience;
  }

  @Override
  public Authentication authenticate(Credentials credentials) {
    Optional<String> header = credentials.authorization();
    if (header.isEmpty()) {
      return new Authentication.Absent();
    }
    if (!header.get().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Authentication.Refused("authorization is not of the form 'Bearer TOKEN'");
    }
    String token = header.get().substring(SCHEME.length()).strip();
    if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
      return new Authentication.Refused(
          "the bearer token has %d characters, expected 1 to %d"
              .formatted(token.length(), LONGEST_TOKEN));
    }
    return switch (reviewer.review(token, audience)) {
      case TokenVerdict.Valid valid ->
          new Authentication.Accepted(
              new Caller(
                  new SpiffeId(trustDomain, valid.namespace(), valid.serviceAccount()),
                  Caller.Credential.TOKEN));
      case TokenVerdict.Invalid invalid -> new Authentication.Refused(invalid.reason());
      case TokenVerdict.Unavailable unavailable ->
          new Authentication.Undecided(unavailable.reason());
    };
  }
}
