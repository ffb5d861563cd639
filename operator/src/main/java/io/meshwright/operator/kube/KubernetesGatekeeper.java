package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.operator.metrics.Gatekeeper;
import org.jboss.logging.Logger;

/** Asks the API server who a token belongs to, and whether he may {@code get /metrics}. */
final class KubernetesGatekeeper implements Gatekeeper {

  private static final Logger LOG = Logger.getLogger(KubernetesGatekeeper.class);

  private final KubernetesClient client;

  KubernetesGatekeeper(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Verdict judge(String token) {
    try {
      TokenReview review =
          client
              .resource(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build())
              .create();
      if (!Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
        return Verdict.UNKNOWN;
      }
      return mayRead(review.getStatus().getUser()) ? Verdict.ADMITTED : Verdict.FORBIDDEN;
    } catch (KubernetesClientException e) {
      LOG.warn("Nobody may read the metrics while the API server does not say who may", e);
      return Verdict.FORBIDDEN;
    }
  }

  private boolean mayRead(UserInfo user) {
    SubjectAccessReview review =
        client
            .resource(
                new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser(user.getUsername())
                    .withUid(user.getUid())
                    .withGroups(user.getGroups())
                    .withExtra(user.getExtra())
                    .withNewNonResourceAttributes("/metrics", "get")
                    .endSpec()
                    .build())
            .create();
    return Boolean.TRUE.equals(review.getStatus().getAllowed());
  }
}
