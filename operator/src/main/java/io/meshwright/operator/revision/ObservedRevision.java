package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.NameClaim;
import org.jspecify.annotations.Nullable;

/**
 * All that decides about a revision, read once.
 *
 * @param namespace the mesh's; null if absent
 * @param roots the roots that the runtime published there, in PEM; null before it did
 * @param rival a tag that had the revision's name first; null if there is none
 */
record ObservedRevision(
    MeshRevision revision,
    @Nullable Namespace namespace,
    @Nullable Deployment deployment,
    @Nullable HorizontalPodAutoscaler autoscaler,
    @Nullable MutatingWebhookConfiguration injection,
    @Nullable ValidatingWebhookConfiguration validation,
    @Nullable String roots,
    @Nullable MeshRevisionTag rival) {

  static ObservedRevision of(MeshRevision revision, Cluster cluster) {
    String name = revision.getMetadata().getName();
    RevisionNames names = new RevisionNames(name);
    String meshNamespace = revision.getSpec().namespace();
    return new ObservedRevision(
        revision,
        cluster.get(Namespace.class, null, meshNamespace).orElse(null),
        cluster.get(Deployment.class, meshNamespace, names.runtime()).orElse(null),
        cluster.get(HorizontalPodAutoscaler.class, meshNamespace, names.runtime()).orElse(null),
        cluster
            .get(MutatingWebhookConfiguration.class, null, names.injectionWebhook(meshNamespace))
            .orElse(null),
        cluster
            .get(ValidatingWebhookConfiguration.class, null, names.validationWebhook(meshNamespace))
            .orElse(null),
        PublishedRoots.of(revision.getSpec(), cluster).orElse(null),
        cluster
            .get(MeshRevisionTag.class, null, name)
            .filter(tag -> NameClaim.of(tag).isBefore(NameClaim.of(revision)))
            .orElse(null));
  }

  /** How far the runtime's pods are. */
  Rollout rollout() {
    return Rollout.of(deployment, revision.getSpec().controlPlane().autoscaling());
  }

  boolean namespaceIsTerminating() {
    return namespace != null && namespace.getMetadata().getDeletionTimestamp() != null;
  }
}
