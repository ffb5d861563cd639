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
 * namespace; blocks. Who cannot be asked about gets nothing.
 */
public final class KubernetesSecretAccess implements SecretAccess {

  private static final Logger LOG = Logger.getLogger(KubernetesSecretAccess.class);

  private final KubernetesClient client;

  public KubernetesSecretAccess(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public boolean permits(SpiffeId workload) {
    try {
      SubjectAccessReview review =
          client.authorization().v1().subjectAccessReview().create(question(workload));
      boolean allowed =
          review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
      if (!allowed) {
        LOG.warnf(
            "%s gets no Secrets: its ServiceAccount may not list those of its namespace", workload);
      }
      return allowed;
    } catch (KubernetesClientException e) {
      LOG.warnf("%s gets no Secrets: %s", workload, e.getMessage());
      return false;
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
