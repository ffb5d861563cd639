package io.meshwright.operator.tag;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.operator.apply.Applier;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.NameClaim;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.Plan;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.revision.TagUsage;
import io.meshwright.operator.revision.Usages;
import io.meshwright.operator.status.StatusWriter;
import io.meshwright.operator.tag.TagReport.Outcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one tag to its target. A tag never moves to a revision that is not ready; while its target
 * is not, it stays where it was. One that floats on an installation follows its active revision,
 * which has passed preflight too; a pinned one is the user's own decision.
 */
public final class TagReconciliation {

  /** The kinds of a tag's objects. */
  public static final List<Class<? extends HasMetadata>> KINDS =
      List.of(MutatingWebhookConfiguration.class, ValidatingWebhookConfiguration.class);

  private final Cluster cluster;
  private final Usages usages;
  private final InstantSource clock;
  private final Applier applier;
  private final StatusWriter status;

  public TagReconciliation(
      Cluster cluster, Usages usages, KubernetesSerialization serialization, InstantSource clock) {
    this.cluster = cluster;
    this.usages = usages;
    this.clock = clock;
    this.applier = new Applier(cluster, serialization, KINDS);
    this.status = new StatusWriter(cluster, serialization);
  }

  /**
   * Reconciles.
   *
   * @throws ApplyException when the API server refused; status says so already
   * @throws ReadException when the cluster could not be read; status says so already
   */
  public void reconcile(MeshRevisionTag tag) {
    try {
      bring(tag);
    } catch (ReadException unread) {
      status.write(tag, TagReport.unreadable(tag, unread.words(), clock.instant()));
      throw unread;
    }
  }

  private void bring(MeshRevisionTag tag) {
    Optional<MeshRevision> rival = rival(tag);
    if (rival.isPresent()) {
      applier.remove(Owner.of(tag));
      report(
          tag,
          null,
          ConditionReason.NAME_ALREADY_EXISTS,
          "MeshRevision " + tag.getMetadata().getName() + " is older");
      return;
    }
    Optional<MeshRevision> revision = target(tag);
    if (revision.isEmpty()) {
      report(
          tag,
          TagReport.current(tag),
          ConditionReason.TARGET_NOT_FOUND,
          describe(tag) + " not found");
      return;
    }
    Optional<TagTarget> target = TagTarget.of(revision.get(), cluster);
    if (target.isEmpty()) {
      String name = revision.get().getMetadata().getName();
      report(
          tag,
          TagReport.current(tag),
          ConditionReason.REVISION_NOT_READY,
          "waiting for MeshRevision " + name);
      return;
    }
    Optional<String> objection = objection(tag, revision.get());
    if (objection.isPresent()) {
      report(tag, TagReport.current(tag), ConditionReason.REVISION_NOT_READY, objection.get());
      return;
    }
    try {
      applier.apply(Owner.of(tag), Plan.of(target.get().objects(tag.getMetadata().getName())));
    } catch (ApplyException refused) {
      report(tag, TagReport.current(tag), ConditionReason.APPLY_FAILED, refused.words());
      throw refused;
    }
    report(tag, target.get().name(), ConditionReason.APPLIED, "");
  }

  /**
   * Removes the tag's webhooks.
   *
   * @return whether all are gone
   */
  public boolean remove(MeshRevisionTag tag) {
    return applier.remove(Owner.of(tag)).isEmpty();
  }

  private Optional<MeshRevision> rival(MeshRevisionTag tag) {
    return cluster
        .get(MeshRevision.class, null, tag.getMetadata().getName())
        .filter(revision -> NameClaim.of(revision).isBefore(NameClaim.of(tag)));
  }

  private Optional<MeshRevision> target(MeshRevisionTag tag) {
    TargetRef ref = tag.getSpec().targetRef();
    return switch (ref.kind()) {
      case MeshRevision -> cluster.get(MeshRevision.class, null, ref.name());
      case MeshInstallation ->
          cluster
              .get(MeshInstallation.class, null, ref.name())
              .flatMap(
                  installation ->
                      Optional.ofNullable(installation.getStatus())
                          .map(found -> found.activeRevision()))
              .flatMap(active -> cluster.get(MeshRevision.class, null, active));
    };
  }

  /** Why the tag must not move to a revision now; one that it is on already is kept. */
  private static Optional<String> objection(MeshRevisionTag tag, MeshRevision revision) {
    String name = revision.getMetadata().getName();
    if (name.equals(TagReport.current(tag))) {
      return Optional.empty();
    }
    Optional<Condition> preflight =
        Conditions.find(revision.getStatus().conditions(), ConditionType.PREFLIGHT_PASSED);
    return preflight.filter(c -> c.status() == ConditionStatus.TRUE).isPresent()
        ? Optional.empty()
        : Optional.of(
            "waiting for preflight of MeshRevision "
                + name
                + preflight.map(c -> ": " + c.message()).orElse(""));
  }

  private static String describe(MeshRevisionTag tag) {
    TargetRef ref = tag.getSpec().targetRef();
    return switch (ref.kind()) {
      case MeshRevision -> "MeshRevision " + ref.name();
      case MeshInstallation -> "active revision of MeshInstallation " + ref.name();
    };
  }

  private void report(
      MeshRevisionTag tag, @Nullable String revision, ConditionReason reason, String message) {
    TagUsage usage = usages.ofTag(tag.getMetadata().getName());
    Outcome outcome = new Outcome(revision, reason, message);
    status.write(tag, TagReport.of(tag, outcome, usage, clock.instant()));
  }
}
