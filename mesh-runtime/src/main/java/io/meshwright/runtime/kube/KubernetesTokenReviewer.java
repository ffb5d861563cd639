package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.runtime.identity.ServiceAccountName;
import io.meshwright.runtime.identity.TokenReviewer;
import io.meshwright.runtime.identity.TokenVerdict;
import java.util.Optional;

/** Asks the API server about a token; blocks. */
public final class KubernetesTokenReviewer implements TokenReviewer {

  private final KubernetesClient client;

  public KubernetesTokenReviewer(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public TokenVerdict review(String token, String audience) {
    TokenReviewStatus status;
    try {
      TokenReview review =
          client
              .authentication()
              .v1()
              .tokenReviews()
              .create(
                  new TokenReviewBuilder()
                      .withNewSpec()
                      .withToken(token)
                      .withAudiences(audience)
                      .endSpec()
                      .build());
      status = review.getStatus();
    } catch (KubernetesClientException e) {
      return new TokenVerdict.Unavailable(
          "the API server cannot review the token: " + e.getMessage());
    }
    if (status == null) {
      return new TokenVerdict.Unavailable("the API server answered without a verdict");
    }
    if (!Boolean.TRUE.equals(status.getAuthenticated())) {
      String reason = status.getError();
      return new TokenVerdict.Invalid(
          "the token is not valid for audience %s%s"
              .formatted(audience, reason == null || reason.isEmpty() ? "" : ": " + reason));
    }
    // An API server that does not know audiences leaves them out: such a token was made for it,
    // not for the mesh.
    if (!status.getAudiences().contains(audience)) {
      return new TokenVerdict.Invalid("the token is not meant for audience " + audience);
    }
    String user = status.getUser().getUsername();
    Optional<TokenVerdict.Valid> account = ServiceAccountName.parse(user);
    return account.isPresent()
        ? account.get()
        : new TokenVerdict.Invalid("the token belongs to " + user + ", expected a ServiceAccount");
  }
}
