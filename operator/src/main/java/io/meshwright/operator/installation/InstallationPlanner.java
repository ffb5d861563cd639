package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.apply.Plan;
import io.meshwright.operator.gateway.GatewayPlanner;
import io.meshwright.operator.manifest.RevisionManifests;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides which objects an installation should have. Pure. */
final class InstallationPlanner {

  private static final String ADMISSION = "admissionregistration.k8s.io/v1";

  private InstallationPlanner() {}

  static Plan plan(ObservedInstallation observed, Retention retention) {
    MeshInstallation installation = observed.installation();
    String meshNamespace = installation.getSpec().namespace();
    Set<ObjectKey> spared = new HashSet<>();
    retention.kept().forEach(revision -> spared.add(ObjectKey.of(revision)));
    List<HasMetadata> objects = new ArrayList<>();
    revision(observed).ifPresent(objects::add);
    observed
        .activeRevision()
        .map(active -> active.getMetadata().getName())
        .ifPresentOrElse(
            name -> objects.add(RevisionManifests.aliasService(meshNamespace, name)),
            // an active revision that somebody deleted comes back
            () -> spared.add(aliasService(meshNamespace)));
    if (impliesDefaultTag(installation)) {
      if (observed.defaultTag() == null && observed.activeTarget() != null) {
        objects.addAll(observed.activeTarget().objects(MeshNames.DEFAULT_TAG));
      } else {
        // the tag's own reconciler takes them over, or the target is away for a moment
        spared.addAll(defaultTagObjects(meshNamespace));
      }
    }
    observed.gateways().forEach(gateway -> objects.addAll(GatewayPlanner.objects(gateway)));
    return new Plan(objects, spared);
  }

  /** An installation named default needs no tag of that name. */
  private static boolean impliesDefaultTag(MeshInstallation installation) {
    return installation.getMetadata().getName().equals(MeshNames.DEFAULT_TAG);
  }

  private static Optional<MeshRevision> revision(ObservedInstallation observed) {
    return switch (observed.intent()) {
      case Intent.Make(Asked wanted) -> Optional.of(wanted.planned());
      case Intent.KeepOnly(Asked wanted, var _) ->
          observed.desiredRevision().map(_ -> wanted.planned());
      case Intent.Refuse _ -> Optional.empty();
    };
  }

  private static ObjectKey aliasService(String meshNamespace) {
    return new ObjectKey("v1", "Service", meshNamespace, MeshNames.ALIAS_SERVICE);
  }

  private static List<ObjectKey> defaultTagObjects(String meshNamespace) {
    return List.of(
        new ObjectKey(
            ADMISSION,
            "MutatingWebhookConfiguration",
            null,
            RevisionNames.tagWebhook(MeshNames.DEFAULT_TAG, meshNamespace)),
        new ObjectKey(
            ADMISSION, "ValidatingWebhookConfiguration", null, OperatorNames.DEFAULT_VALIDATOR));
  }
}
