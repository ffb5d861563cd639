package io.meshwright.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.meshwright.runtime.identity.CachingSecretAccess;
import io.meshwright.runtime.identity.SecretAccess.Answer;
import io.meshwright.runtime.testing.ManualClock;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whether a workload may have the Secrets of its namespace is for the API server to say. */
@SuppressWarnings("NullAway.Init") // set by the extension
@EnableKubernetesMockClient
final class KubernetesSecretAccessTest {

  private static final String PATH = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  private static final SpiffeId INGRESS = new SpiffeId(TrustDomain.DEFAULT, "edge", "ingress");

  private KubernetesClient client;
  private KubernetesMockServer server;

  @Test
  void serviceAccountIsAskedAbout() throws Exception {
    answer(true);
    assertThat(new KubernetesSecretAccess(client).ask(INGRESS)).isEqualTo(Answer.PERMITTED);
    assertThat(server.takeRequest().getBody().readUtf8())
        .contains("system:serviceaccount:edge:ingress", "\"list\"", "\"secrets\"");
  }

  @Test
  void whoeverTheServerRefusesGetsNothing() {
    answer(false);
    assertThat(new KubernetesSecretAccess(client).ask(INGRESS)).isEqualTo(Answer.REFUSED);
  }

  @Test
  void whoCannotBeAskedAboutGetsNothingButKeepsWhatTheLastAnswerGave() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    CachingSecretAccess access = new CachingSecretAccess(new KubernetesSecretAccess(client), clock);
    answer(true);
    server.expect().post().withPath(PATH).andReturn(403, "forbidden").always();
    assertThat(access.permits(INGRESS)).isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(access.permits(INGRESS)).isTrue();
    assertThat(access.permits(new SpiffeId(TrustDomain.DEFAULT, "edge", "other"))).isFalse();
  }

  @Test
  void answerHoldsForAMinute() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    CachingSecretAccess access = new CachingSecretAccess(new KubernetesSecretAccess(client), clock);
    answer(false);
    answer(true);
    assertThat(access.permits(INGRESS)).isFalse();
    assertThat(access.permits(INGRESS)).isFalse();
    clock.advance(Duration.ofMinutes(1));
    assertThat(access.permits(INGRESS)).isTrue();
  }

  private void answer(boolean allowed) {
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder().withNewStatus().withAllowed(allowed).endStatus().build();
    server.expect().post().withPath(PATH).andReturn(201, review).once();
  }
}
