package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.runtime.identity.SecretAccess;
import io.meshwright.xds.SpiffeId;
import org.jboss.logging.Logger;

/**
 * Asks the API server whether the workload's ServiceAccount may list the Secrets of its own
 * namespace; blocks.
 */
public final class KubernetesSecretAccess implements SecretAccess {

  private static final Logger LOG = Logger.getLogger(KubernetesSecretAccess.class);

  private final KubernetesClient client;

  public KubernetesSecretAccess(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Answer ask(SpiffeId workload) {
    try {
      SubjectAccessReview review =
          client.authorization().v1().subjectAccessReview().create(question(workload));
      boolean allowed =
          review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
      if (!allowed) {
        LOG.warnf(
            "%s gets no Secrets: its ServiceAccount may not list those of its namespace", workload);
      }
      return allowed ? Answer.PERMITTED : Answer.REFUSED;
    } catch (KubernetesClientException e) {
      LOG.warnf("Whether %s may have Secrets is not known: %s", workload, e.getMessage());
      return Answer.UNKNOWN;
    }
  }

  private static SubjectAccessReview question(SpiffeId workload) {
    return new SubjectAccessReviewBuilder()
        .withNewSpec()
        .withUser("system:serviceaccount:" + workload.namespace() + ":" + workload.serviceAccount())
        .withNewResourceAttributes()
        .withNamespace(workload.namespace())
        .withVerb("list")
        .withResource("secrets")
        .endResourceAttributes()
        .endSpec()
        .build();
  }
}
