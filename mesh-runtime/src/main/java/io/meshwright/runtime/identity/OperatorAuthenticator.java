package io.meshwright.runtime.identity;

import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.xds.SpiffeId;

/**
 * Accepts one ServiceAccount, by a token with the audience of the operator's API: neither a
 * workload's token nor its certificate opens that API.
 */
final class OperatorAuthenticator implements Authenticator {

  private final SpiffeId operator;
  private final TokenAuthenticator tokens;

  OperatorAuthenticator(SpiffeId operator, TokenReviewer reviewer) {
    this.operator = operator;
    this.tokens =
        new TokenAuthenticator(operator.trustDomain(), reviewer, OperatorNames.API_AUDIENCE);
  }

  @Override
  public Authentication authenticate(Credentials credentials) {
    Authentication result = tokens.authenticate(credentials);
    return result instanceof Authentication.Accepted(Caller caller) && !caller.id().equals(operator)
        ? new Authentication.Refused(
            "the token belongs to %s, expected %s".formatted(caller.id(), operator))
        : result;
  }
}
