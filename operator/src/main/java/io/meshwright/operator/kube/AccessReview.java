package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Asks the API server what the operator may do. */
final class AccessReview {

  private AccessReview() {}

  /**
   * Whether something may be done; what the API server leaves open may not.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
   */
  static boolean allows(KubernetesClient client, ResourceAttributes what) {
    SelfSubjectAccessReview review =
        client
            .authorization()
            .v1()
            .selfSubjectAccessReview()
            .create(
                new SelfSubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withResourceAttributes(what)
                    .endSpec()
                    .build());
    return review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
  }
}
