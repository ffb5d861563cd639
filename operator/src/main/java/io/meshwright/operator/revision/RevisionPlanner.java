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

  /** All that the objects are made from; {@code caBundle} is null while webhooks must not exist. */
  record Input(RevisionPlan revision, @Nullable String caBundle, ValidationMode validation) {}

  private RevisionPlanner() {}

  static Plan plan(Input input) {
    List<HasMetadata> objects = new ArrayList<>(RevisionManifests.of(input.revision()));
    if (input.caBundle() != null) {
      objects.add(WebhookManifests.injection(input.revision(), input.caBundle()));
      objects.add(
          WebhookManifests.validation(input.revision(), input.caBundle(), input.validation()));
    }
    return Plan.of(objects);
  }

  /** Every current root, or null while webhooks must not exist. */
  static @Nullable String caBundle(ObservedRevision observed) {
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
