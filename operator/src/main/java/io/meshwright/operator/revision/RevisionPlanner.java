package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.operator.apply.Plan;
import io.meshwright.operator.manifest.RevisionManifests;
import io.meshwright.operator.manifest.RevisionPlan;
import io.meshwright.operator.manifest.ValidationMode;
import io.meshwright.operator.manifest.WebhookManifests;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which objects a revision should have. Pure.
 *
 * <p>Webhooks are made once the runtime answers; from then on they stay, because a webhook that
 * disappears while its runtime restarts lets pods in without a proxy.
 */
final class RevisionPlanner {

  private RevisionPlanner() {}

  static Plan plan(ObservedRevision observed, RevisionPlan revision, ValidationMode validation) {
    List<HasMetadata> objects = new ArrayList<>(RevisionManifests.of(revision));
    String caBundle = caBundle(observed);
    if (caBundle != null) {
      objects.add(WebhookManifests.injection(revision, caBundle));
      objects.add(WebhookManifests.validation(revision, caBundle, validation));
    }
    return Plan.of(objects);
  }

  /** Every current root, or null while webhooks must not exist. */
  private static @Nullable String caBundle(ObservedRevision observed) {
    var webhooks = observed.injection();
    if (webhooks == null && !observed.rollout().complete()) {
      return null;
    }
    String roots = observed.roots();
    if (roots != null) {
      return WebhookManifests.caBundle(roots);
    }
    return webhooks == null || webhooks.getWebhooks().isEmpty()
        ? null
        : webhooks.getWebhooks().getFirst().getClientConfig().getCaBundle();
  }
}
