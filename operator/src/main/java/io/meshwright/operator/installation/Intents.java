package io.meshwright.operator.installation;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.ResolvedVersion;
import io.meshwright.operator.apply.LastAnswer;
import io.meshwright.operator.config.MeshRelease;
import io.meshwright.operator.config.VersionCatalogue;
import io.meshwright.operator.config.VersionCatalogue.Choice;
import io.meshwright.operator.profile.EffectiveSpec;
import io.meshwright.operator.revision.RevisionName;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns an installation's spec into an intent: version, profile and name resolved. Pure. */
final class Intents {

  private final VersionCatalogue versions;
  private final KubernetesSerialization serialization;
  private final RevisionName names;
  private final LastAnswer<Question, Intent> answers = new LastAnswer<>(this::answer);

  /** All that an intent is made from; {@code before} is null if no version was found yet. */
  private record Question(
      String installation, MeshInstallationSpec spec, @Nullable ResolvedVersion before) {}

  Intents(VersionCatalogue versions, KubernetesSerialization serialization) {
    this.versions = versions;
    this.serialization = serialization;
    this.names = new RevisionName(serialization);
  }

  Intent of(MeshInstallation installation) {
    MeshInstallationStatus status = installation.getStatus();
    return answers.of(
        installation.getMetadata().getUid(),
        new Question(
            installation.getMetadata().getName(),
            installation.getSpec(),
            status == null ? null : status.resolvedVersion()));
  }

  /**
   * What is asked for in the end.
   *
   * @param forward what the spec asks for
   * @param revisions those of the installation
   */
  Intent of(Intent forward, MeshInstallation installation, List<MeshRevision> revisions) {
    return Rollback.of(
        forward, installation, revisions, revision -> names.hash(revision.getSpec()));
  }

  /** Forgets an installation that is gone. */
  void forget(MeshInstallation installation) {
    answers.forget(installation.getMetadata().getUid());
  }

  private Intent answer(Question question) {
    MeshInstallationSpec spec = question.spec();
    String resource = "MeshInstallation " + question.installation();
    String requested = Objects.requireNonNullElse(spec.version(), "");
    try {
      return switch (choice(question)) {
        case Choice.Supported(MeshRelease release) ->
            new Intent.Make(asked(resource, question, release));
        case Choice.EndOfLife(MeshRelease release) ->
            new Intent.KeepOnly(
                asked(resource, question, release),
                new ConfigError(
                    resource,
                    "spec.version",
                    requested.isEmpty() ? release.version().toString() : requested,
                    "a supported version: " + release.version() + " has reached its end of life"));
        case Choice.Unknown(String expected) ->
            new Intent.Refuse(new ConfigError(resource, "spec.version", requested, expected));
      };
    } catch (ConfigException e) {
      return new Intent.Refuse(e.errors().getFirst());
    }
  }

  /**
   * Without a version in the spec, the one that was found first stays until the channel changes.
   */
  private Choice choice(Question question) {
    MeshInstallationSpec spec = question.spec();
    ResolvedVersion before = question.before();
    if (spec.version() == null
        && before != null
        && before.requested().isEmpty()
        && before.channel() == spec.channel()
        && versions.release(before.version()).isPresent()) {
      return versions.choose(before.version(), spec.channel());
    }
    return versions.choose(spec.version(), spec.channel());
  }

  private Asked asked(String resource, Question question, MeshRelease release)
      throws ConfigException {
    MeshInstallationSpec spec = question.spec();
    EffectiveSpec effective = EffectiveSpec.of(resource, spec, release.version(), serialization);
    return new Asked(
        names.of(question.installation(), spec.updateStrategy().type(), effective.spec()),
        names.hash(effective.spec()),
        effective.spec(),
        new ResolvedVersion(
            Objects.requireNonNullElse(spec.version(), ""),
            spec.channel(),
            release.version().toString()),
        effective.profile());
  }
}
