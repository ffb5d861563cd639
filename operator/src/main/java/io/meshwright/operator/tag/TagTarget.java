package io.meshwright.operator.tag;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.injection.InjectionSelectors.UnlabelledNamespaces;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.manifest.ValidationMode;
import io.meshwright.operator.manifest.WebhookManifests;
import io.meshwright.operator.revision.PublishedRoots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The revision that a tag stands for, with all that its webhooks need.
 *
 * @param roots that the revision's webhooks are checked with, in PEM
 */
public record TagTarget(MeshRevision revision, String roots, ValidationMode validation) {

  /** The target, if the revision exists and is ready to take pods. */
  public static Optional<TagTarget> of(MeshRevision revision, Cluster cluster) {
    String meshNamespace = revision.getSpec().namespace();
    boolean ready =
        revision.getStatus() != null
            && Conditions.find(revision.getStatus().conditions(), ConditionType.READY)
                .filter(c -> c.status() == ConditionStatus.TRUE)
                .isPresent();
    Optional<String> roots = PublishedRoots.of(revision.getSpec(), cluster);
    ValidationMode validation =
        ValidationMode.of(
            cluster
                .get(
                    ValidatingWebhookConfiguration.class,
                    null,
                    names(revision).validationWebhook(meshNamespace))
                .orElse(null));
    return roots.filter(_ -> ready).map(pem -> new TagTarget(revision, pem, validation));
  }

  /** The webhooks of a tag on this target. */
  public List<HasMetadata> objects(String tag) {
    String meshNamespace = revision.getSpec().namespace();
    String caBundle = WebhookManifests.caBundle(roots);
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(WebhookManifests.tag(tag, names(revision), meshNamespace, unlabelled(), caBundle));
    if (tag.equals(MeshNames.DEFAULT_TAG)) {
      objects.add(
          WebhookManifests.defaultValidation(
              names(revision), revision.getSpec(), caBundle, validation));
    }
    return List.copyOf(objects);
  }

  /** The revision's name. */
  public String name() {
    return revision.getMetadata().getName();
  }

  private UnlabelledNamespaces unlabelled() {
    return revision.getSpec().injection().enableNamespacesByDefault()
        ? UnlabelledNamespaces.INJECTED
        : UnlabelledNamespaces.NOT_INJECTED;
  }

  private static RevisionNames names(MeshRevision revision) {
    return new RevisionNames(revision.getMetadata().getName());
  }
}
