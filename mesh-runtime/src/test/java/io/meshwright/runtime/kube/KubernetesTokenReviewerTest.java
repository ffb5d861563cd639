package io.meshwright.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.meshwright.runtime.identity.TokenVerdict;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set by the extension and by each test
@EnableKubernetesMockClient
final class KubernetesTokenReviewerTest {

  private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

  private KubernetesClient client;
  private KubernetesMockServer server;

  @Test
  void tokenForTheAudienceIsItsServiceAccount() {
    answer(status(true, "istio-ca", "system:serviceaccount:shop:cart"));
    assertThat(review()).isEqualTo(new TokenVerdict.Valid("shop", "cart"));
  }

  @Test
  void tokenThatTheServerRefusesIsInvalid() {
    answer(new TokenReviewStatusBuilder().withAuthenticated(false).withError("expired").build());
    assertThat(review())
        .isEqualTo(
            new TokenVerdict.Invalid("the token is not valid for audience istio-ca: expired"));
  }

  @Test
  void tokenForAnotherAudienceIsInvalid() {
    answer(status(true, "https://kubernetes.default.svc", "system:serviceaccount:shop:cart"));
    assertThat(review()).isInstanceOf(TokenVerdict.Invalid.class);
  }

  @Test
  void tokenOfAPersonIsInvalid() {
    answer(status(true, "istio-ca", "alice"));
    assertThat(review())
        .isEqualTo(
            new TokenVerdict.Invalid("the token belongs to alice, expected a ServiceAccount"));
  }

  @Test
  void serverThatCannotReviewIsUnavailable() {
    server.expect().post().withPath(PATH).andReturn(403, "forbidden").always();
    assertThat(review()).isInstanceOf(TokenVerdict.Unavailable.class);
  }

  private TokenVerdict review() {
    return new KubernetesTokenReviewer(client).review("token", "istio-ca");
  }

  private void answer(TokenReviewStatus status) {
    TokenReview review = new TokenReviewBuilder().withStatus(status).build();
    server.expect().post().withPath(PATH).andReturn(201, review).once();
  }

  private static TokenReviewStatus status(boolean authenticated, String audience, String user) {
    return new TokenReviewStatusBuilder()
        .withAuthenticated(authenticated)
        .withAudiences(audience)
        .withNewUser()
        .withUsername(user)
        .endUser()
        .build();
  }
}
