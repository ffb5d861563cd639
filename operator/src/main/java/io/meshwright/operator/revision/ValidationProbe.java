package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.networking.VirtualService;
import io.meshwright.crd.networking.VirtualServiceSpec;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.manifest.ValidationMode;
import io.meshwright.operator.manifest.WebhookManifests;

/**
 * Finds out whether a revision's validating webhook works: it must refuse a VirtualService without
 * a host. Until it does, the API server accepts configuration when the webhook does not answer;
 * afterwards it refuses it (istio-features S21).
 */
final class ValidationProbe {

  private final Cluster cluster;
  private final KubernetesSerialization serialization;

  ValidationProbe(Cluster cluster, KubernetesSerialization serialization) {
    this.cluster = cluster;
    this.serialization = serialization;
  }

  ValidationMode mode(ObservedRevision observed) {
    ValidationMode shown = ValidationMode.of(observed.validation());
    if (shown == ValidationMode.PROVEN
        || observed.validation() == null
        || !observed.rollout().complete()) {
      return shown;
    }
    return cluster
        .refusal(withoutHost(observed.revision()))
        .filter(words -> words.contains(WebhookManifests.REVISION_VALIDATOR))
        .map(_ -> ValidationMode.PROVEN)
        .orElse(ValidationMode.UNPROVEN);
  }

  private VirtualService withoutHost(MeshRevision revision) {
    VirtualService bad = new VirtualService();
    bad.setMetadata(
        new ObjectMetaBuilder()
            .withName("meshwright-probe")
            .withNamespace(revision.getSpec().namespace())
            .addToLabels(Labels.REVISION, revision.getMetadata().getName())
            .build());
    bad.setSpec(serialization.unmarshal("{}", VirtualServiceSpec.class));
    return bad;
  }
}
