package io.meshwright.operator.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffPolicy;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.UpdateStrategy;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.admission.Verdict.Gathering;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.config.MeshRelease;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.config.VersionCatalogue.Choice;
import io.meshwright.operator.manifest.VersionLimits;
import io.meshwright.operator.preflight.SharedRoots;
import io.meshwright.operator.preflight.VersionChange;
import io.meshwright.operator.profile.EffectiveSpec;
import io.meshwright.operator.revision.DeleteProtection;
import io.meshwright.operator.revision.References;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules for Meshwright's kinds that look at more than one object. Reads the watches only, so an
 * answer may be a moment behind; the reconcilers catch what slips through.
 */
public final class AdmissionRules {

  private final Cluster cluster;
  private final OperatorConfig config;
  private final KubernetesSerialization serialization;
  private final DeleteProtection protection;
  private final GatewayRules gateways;

  public AdmissionRules(
      Cluster cluster, OperatorConfig config, KubernetesSerialization serialization) {
    this.cluster = cluster;
    this.config = config;
    this.serialization = serialization;
    this.protection = new DeleteProtection(cluster);
    this.gateways = new GatewayRules(cluster);
  }

  /**
   * Judges an installation.
   *
   * @param before null if it is new
   */
  Verdict installation(@Nullable MeshInstallation before, MeshInstallation after) {
    Gathering found = new Gathering("MeshInstallation " + after.getMetadata().getName());
    MeshInstallationSpec spec = after.getSpec();
    Optional<EffectiveSpec> asked = effective(before, after, found);
    rival(after)
        .ifPresent(
            rival ->
                found.refuse(
                    "spec.namespace",
                    spec.namespace(),
                    "a namespace that MeshInstallation " + rival + " does not use"));
    asked.ifPresent(wanted -> change(before, after, wanted.spec().version(), found));
    if (spec.updateStrategy().type() == UpdateStrategy.Type.InPlace) {
      cluster
          .get(MeshRevisionTag.class, null, after.getMetadata().getName())
          .ifPresent(
              tag ->
                  found.refuse(
                      "spec.updateStrategy.type",
                      "InPlace, which names its revision " + after.getMetadata().getName(),
                      "a name that no MeshRevisionTag has"));
    }
    gateways.judge(before, after, found);
    DataPlaneRules.judge(before, after, found);
    TrustRules.judge(before, after, found);
    HealingRules.judge(before, after, found);
    rollback(before, after, found);
    strategyRisks(before == null ? null : before.getSpec().updateStrategy(), spec, found);
    asked.ifPresent(
        wanted -> {
          MeshRevisionSpec was =
              before == null ? null : effective(before).map(EffectiveSpec::spec).orElse(null);
          meshRisks(was, wanted.spec(), found);
          rootsRisk(was, wanted.spec(), found);
        });
    return found.verdict();
  }

  /**
   * Judges a revision; the operator makes them, and users may.
   *
   * @param before null if it is new
   */
  Verdict revision(@Nullable MeshRevision before, MeshRevision after) {
    String name = after.getMetadata().getName();
    Gathering found = new Gathering("MeshRevision " + name);
    if (before == null || !before.getSpec().version().equals(after.getSpec().version())) {
      version(after.getSpec().version(), found);
    }
    VersionLimits.of(found.resource(), after.getSpec()).forEach(found::refuse);
    if (before == null && cluster.get(MeshRevisionTag.class, null, name).isPresent()) {
      found.refuse("metadata.name", name, "a name that no MeshRevisionTag has");
    }
    return found.verdict();
  }

  /**
   * Judges a tag.
   *
   * @param before null if it is new
   */
  Verdict tag(@Nullable MeshRevisionTag before, MeshRevisionTag after) {
    String name = after.getMetadata().getName();
    Gathering found = new Gathering("MeshRevisionTag " + name);
    if (before == null && cluster.get(MeshRevision.class, null, name).isPresent()) {
      found.refuse("metadata.name", name, "a name that no MeshRevision has");
    }
    TargetRef target = after.getSpec().targetRef();
    boolean there =
        switch (target.kind()) {
          case MeshInstallation ->
              cluster.get(MeshInstallation.class, null, target.name()).isPresent();
          case MeshRevision -> cluster.get(MeshRevision.class, null, target.name()).isPresent();
        };
    if (!there) {
      found.warn(
          "spec.targetRef", target.kind() + " " + target.name() + " is not there; the tag waits");
    }
    return found.verdict();
  }

  /** Judges a deletion. */
  Verdict deletion(HasMetadata object) {
    Gathering found = new Gathering(object.getKind() + " " + object.getMetadata().getName());
    switch (object) {
      case MeshInstallation installation ->
          protection.objection(installation).ifPresent(pods -> refuseDeletion(pods, found));
      case MeshRevision revision ->
          protection.objection(revision).ifPresent(pods -> refuseDeletion(pods, found));
      case MeshRevisionTag tag -> namespacesOf(tag, found);
      default -> {}
    }
    return found.verdict();
  }

  /** A revision that goes later on is no mistake of the spec. */
  private void rollback(
      @Nullable MeshInstallation before, MeshInstallation after, Gathering found) {
    String to = after.getSpec().rollbackTo();
    if (to == null || (before != null && to.equals(before.getSpec().rollbackTo()))) {
      return;
    }
    Owner owner = Owner.of(after);
    List<String> names =
        cluster.list(MeshRevision.class).stream()
            .filter(owner::owns)
            .map(revision -> revision.getMetadata().getName())
            .sorted()
            .toList();
    if (!names.contains(to)) {
      found.refuse(
          "spec.rollbackTo",
          to,
          names.isEmpty()
              ? "none: there is no revision yet"
              : "one of " + String.join(", ", names));
    }
  }

  private static void refuseDeletion(long pods, Gathering found) {
    found.refuse(
        "metadata",
        pods + " pods with its proxies",
        "none, or the annotation " + OperatorNames.ALLOW_DELETE_IN_USE + ": \"true\"");
  }

  private void namespacesOf(MeshRevisionTag tag, Gathering found) {
    String name = tag.getMetadata().getName();
    long namespaces =
        cluster.list(Namespace.class).stream()
            .filter(namespace -> References.of(namespace).filter(name::equals).isPresent())
            .count();
    if (namespaces > 0) {
      found.warn("metadata", namespaces + " namespaces name it; their new pods get no proxy");
    }
  }

  private void version(String version, Gathering found) {
    if (config.images(version).isEmpty()) {
      found.refuse(
          "spec.version",
          version,
          "one of "
              + config.versions().releases().stream()
                  .map(release -> release.version().toString())
                  .collect(Collectors.joining(", ")));
    }
  }

  /**
   * What the spec means with version and profile resolved; what is wrong with these is gathered. A
   * version whose life has ended may stay, but is not begun with.
   */
  private Optional<EffectiveSpec> effective(
      @Nullable MeshInstallation before, MeshInstallation after, Gathering found) {
    MeshInstallationSpec spec = after.getSpec();
    String asked = Objects.requireNonNullElse(spec.version(), "");
    return switch (config.versions().choose(spec.version(), spec.channel())) {
      case Choice.Supported(MeshRelease release) -> effective(spec, release, found);
      case Choice.EndOfLife(MeshRelease release) -> {
        boolean stays =
            before != null && Objects.equals(before.getSpec().version(), spec.version());
        if (stays) {
          found.warn("spec.version", release.version() + " has reached its end of life");
        } else {
          found.refuse(
              "spec.version",
              asked,
              "a supported version: " + release.version() + " has reached its end of life");
        }
        yield effective(spec, release, found);
      }
      case Choice.Unknown(String expected) -> {
        found.refuse("spec.version", asked, expected);
        yield Optional.empty();
      }
    };
  }

  private Optional<EffectiveSpec> effective(
      MeshInstallationSpec spec, MeshRelease release, Gathering found) {
    try {
      return Optional.of(
          EffectiveSpec.of(found.resource(), spec, release.version(), serialization));
    } catch (ConfigException e) {
      e.errors().forEach(found::refuse);
      return Optional.empty();
    }
  }

  /** What the spec meant before, whatever was wrong with it. */
  private Optional<EffectiveSpec> effective(MeshInstallation before) {
    return effective(before, before, new Gathering("before"));
  }

  private Optional<String> rival(MeshInstallation installation) {
    return cluster.list(MeshInstallation.class).stream()
        .filter(
            other ->
                !other.getMetadata().getName().equals(installation.getMetadata().getName())
                    && other.getSpec().namespace().equals(installation.getSpec().namespace()))
        .map(other -> other.getMetadata().getName())
        .findFirst();
  }

  /** The step from the version that serves now, not from the last one that was asked for. */
  private static void change(
      @Nullable MeshInstallation before, MeshInstallation after, String to, Gathering found) {
    if (before == null
        || before.getStatus() == null
        || Objects.equals(before.getSpec().version(), after.getSpec().version())) {
      return;
    }
    String from = before.getStatus().version();
    if (from == null) {
      return;
    }
    VersionChange step = VersionChange.between(from, to);
    boolean allowed = Metadata.isSet(after, OperatorNames.ALLOW_VERSION_CHANGE);
    if (!step.isSupported() && !allowed) {
      found.refuse(
          "spec.version",
          to,
          step.expected(from)
              + ", or the annotation "
              + OperatorNames.ALLOW_VERSION_CHANGE
              + ": \"true\"");
    } else if (!step.isSupported() || step == VersionChange.DOWNGRADE) {
      found.warn("spec.version", "leads from " + from + " to " + to);
    }
  }

  /** Preflight holds the younger mesh back; who writes it is told at once. */
  private void rootsRisk(
      @Nullable MeshRevisionSpec before, MeshRevisionSpec after, Gathering found) {
    if (before != null
        && before.trust().equals(after.trust())
        && before
            .meshConfig()
            .discoverySelectors()
            .equals(after.meshConfig().discoverySelectors())) {
      return;
    }
    SharedRoots roots = new SharedRoots(cluster);
    roots
        .namedAs(after)
        .filter(other -> roots.namespaceOf(after, other.getSpec()).isPresent())
        .findFirst()
        .ifPresent(
            other ->
                found.warn(
                    "spec.trust.bundleName",
                    after.trust().bundleName()
                        + " is also what MeshRevision "
                        + other.getMetadata().getName()
                        + " writes; without another name this mesh is held back"));
  }

  /** Valid, but probably not meant; said when it is new. */
  private static void strategyRisks(
      @Nullable UpdateStrategy before, MeshInstallationSpec after, Gathering found) {
    UpdateStrategy strategy = after.updateStrategy();
    if (strategy.equals(before)) {
      return;
    }
    switch (strategy.type()) {
      case InPlace -> {
        found.warn(
            "spec.updateStrategy.type",
            "InPlace changes the control plane under running proxies, without one to go back to");
        if (strategy.configDiff() == ConfigDiffPolicy.Block) {
          found.warn(
              "spec.updateStrategy.configDiff",
              "Block has no effect with InPlace: there are no two control planes to compare");
        }
      }
      case RevisionBased -> {
        if (strategy.inactiveRevisionDeletionGracePeriodSeconds() == 0) {
          found.warn(
              "spec.updateStrategy.inactiveRevisionDeletionGracePeriodSeconds",
              "0 removes a revision at once when nothing refers to it");
        }
      }
    }
  }

  private static void meshRisks(
      @Nullable MeshRevisionSpec before, MeshRevisionSpec after, Gathering found) {
    if (!after.meshConfig().enableAutoMtls()
        && (before == null || before.meshConfig().enableAutoMtls())) {
      found.warn(
          "spec.meshConfig.enableAutoMtls",
          "false leaves traffic between workloads unencrypted unless a DestinationRule says else");
    }
    if (before != null
        && !before.meshConfig().trustDomain().equals(after.meshConfig().trustDomain())) {
      found.warn(
          "spec.meshConfig.trustDomain",
          "a new trust domain changes every identity; old and new proxies may not trust each"
              + " other");
    }
  }
}
