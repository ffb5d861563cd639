package io.meshwright.operator.trust;

import io.fabric8.kubernetes.api.model.Secret;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Source;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.revision.PodReference;
import io.meshwright.operator.revision.Workloads;
import io.meshwright.operator.sessions.ReplicaTrust;
import io.meshwright.operator.sessions.TrustAnswers;
import io.meshwright.operator.sessions.TrustAnswers.Answer;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.WorkloadTrust;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the root of a mesh one step further. Safe to repeat and to interrupt anywhere: a step is
 * one write of the Secret, and the Secret says which step it is.
 */
public final class TrustReconciliation {

  private static final Duration UNDER_WAY = Duration.ofSeconds(5);
  private static final Duration NEXT = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final TrustAnswers answers;
  private final Workloads workloads;
  private final CertificateMaker maker;

  public TrustReconciliation(
      Cluster cluster, TrustAnswers answers, Workloads workloads, CertificateMaker maker) {
    this.cluster = cluster;
    this.answers = answers;
    this.workloads = workloads;
    this.maker = maker;
  }

  /**
   * What came of a step.
   *
   * @param wakeUp when to look again though nothing was seen to change
   */
  public record Step(TrustVerdict verdict, Optional<Duration> wakeUp) {
    /** The status to report. */
    public TrustStatus status() {
      return verdict.status();
    }
  }

  /** Takes a step; {@code revisions} are those of the installation. */
  public Step step(MeshInstallation installation, List<MeshRevision> revisions, Instant time) {
    Instant now = time.truncatedTo(ChronoUnit.SECONDS);
    String namespace = installation.getSpec().namespace();
    String resource = "MeshInstallation " + installation.getMetadata().getName();
    Publication publication = new Publication(cluster, namespace);
    Set<String> bundles =
        revisions.stream()
            .map(revision -> revision.getSpec().trust().bundleName())
            .collect(Collectors.toSet());
    Set<String> published =
        bundles.stream()
            .flatMap(bundle -> publication.published(bundle).stream())
            .collect(Collectors.toSet());
    try {
      RotationPolicy policy = RotationPolicy.parse(resource, installation.getSpec().rootRotation());
      Optional<Secret> plugIn =
          cluster.readUnwatched(Secret.class, namespace, MeshNames.PLUGIN_CA_SECRET);
      if (plugIn.isPresent()) {
        StoredAuthority stored = StoredAuthority.parse(Source.PlugIn, plugIn.get());
        requireTrusted(stored, published, plugIn.get());
        Following following = following(stored, revisions, publication, bundles);
        return rest(
            TrustVerdict.ofPlugIn(
                stored, following, policy, command(installation).isPresent(), now));
      }
      Optional<Secret> own = cluster.readUnwatched(Secret.class, namespace, MeshNames.CA_SECRET);
      if (own.isEmpty()) {
        return rest(
            published.isEmpty()
                ? TrustVerdict.notMade()
                : TrustVerdict.missing(namespace, published.iterator().next()));
      }
      OwnAuthority authority = OwnAuthority.parse(own.get());
      requireTrusted(authority.stored(), published, own.get());
      Following following = following(authority.stored(), revisions, publication, bundles);
      return advance(installation, authority, following, policy, now);
    } catch (ConfigException unusable) {
      return rest(TrustVerdict.refused(before(installation), unusable.errors().getFirst()));
    }
  }

  private Step advance(
      MeshInstallation installation,
      OwnAuthority authority,
      Following following,
      RotationPolicy policy,
      Instant now) {
    Optional<RotationCommand> command = command(installation).flatMap(RotationCommand::parse);
    if (command.filter(it -> !it.isOpen(authority.phase())).isPresent()) {
      cluster.removeAnnotation(installation, OperatorNames.ROTATE_ROOT);
    }
    RotationPlanner.Move move =
        new RotationPlanner(authority, following, policy, command, now).plan();
    Optional<Secret> write = write(move, authority, policy, now);
    TrustVerdict verdict = TrustVerdict.ofOwn(authority, following, policy, move, now);
    if (write.isEmpty()) {
      return new Step(
          verdict, authority.phase() == Phase.Stable ? Optional.empty() : Optional.of(UNDER_WAY));
    }
    try {
      cluster.replaceUnwatched(write.get());
      return new Step(verdict, Optional.of(NEXT));
    } catch (ApplyException refused) {
      return new Step(verdict.unwritten(refused.words()), Optional.of(UNDER_WAY));
    }
  }

  private Optional<Secret> write(
      RotationPlanner.Move move, OwnAuthority authority, RotationPolicy policy, Instant now) {
    return switch (move) {
      case RotationPlanner.Move.Wait _ -> Optional.empty();
      case RotationPlanner.Move.Prepare(TrustStatus.Cause cause) ->
          Optional.of(
              authority.prepared(
                  maker.successor(authority.stored().signing(), now, now.plus(policy.validity())),
                  cause,
                  now));
      case RotationPlanner.Move.Distribute() -> Optional.of(authority.distributed(now));
      case RotationPlanner.Move.Activate() -> Optional.of(authority.activated(now));
      case RotationPlanner.Move.Retire() -> Optional.of(authority.retired(now));
      case RotationPlanner.Move.Finish() -> Optional.of(authority.finished(now));
      case RotationPlanner.Move.Abort() -> Optional.of(authority.aborted(now));
    };
  }

  private Following following(
      StoredAuthority stored,
      List<MeshRevision> revisions,
      Publication publication,
      Set<String> bundles) {
    Map<String, Answer> replicas = new HashMap<>();
    Set<String> names =
        revisions.stream()
            .map(revision -> revision.getMetadata().getName())
            .collect(Collectors.toSet());
    names.forEach(name -> replicas.putAll(answers.trustOf(name)));
    long pods =
        workloads.pods().entrySet().stream()
            .filter(entry -> isInjected(entry.getKey(), names))
            .mapToLong(Map.Entry::getValue)
            .sum();
    Set<String> roots =
        stored.roots().stream().map(WorkloadTrust::fingerprint).collect(Collectors.toSet());
    ReplicaTrust wanted =
        new ReplicaTrust(WorkloadTrust.fingerprint(stored.signing()), roots, 0, 0, "");
    return Following.of(wanted, replicas, pods, publication.behind(bundles, roots));
  }

  private static boolean isInjected(PodReference reference, Set<String> revisions) {
    return reference.injected().filter(revisions::contains).isPresent();
  }

  /** A restored Secret of another mesh, say: its certificates would be refused everywhere. */
  private static void requireTrusted(StoredAuthority stored, Set<String> published, Secret secret)
      throws ConfigException {
    String signing = WorkloadTrust.fingerprint(stored.signing());
    if (!published.isEmpty() && !published.contains(signing)) {
      throw new ConfigException(
          new ConfigError(
              "Secret "
                  + secret.getMetadata().getNamespace()
                  + "/"
                  + secret.getMetadata().getName(),
              StoredAuthority.ROOTS,
              "root " + signing + ", which workloads do not trust",
              "the authority of root " + published.iterator().next()));
    }
  }

  private static Optional<String> command(MeshInstallation installation) {
    return Optional.ofNullable(Metadata.annotations(installation).get(OperatorNames.ROTATE_ROOT));
  }

  private static @Nullable TrustStatus before(MeshInstallation installation) {
    return installation.getStatus() == null ? null : installation.getStatus().trust();
  }

  private static Step rest(TrustVerdict verdict) {
    return new Step(verdict, Optional.empty());
  }
}
