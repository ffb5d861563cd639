package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.rbac.Permission;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.preflight.PreflightFacts.ImageProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Preflight} judges, and remembers it: one survey of the cluster serves all
 * revisions for a minute, a failed one for ten seconds, and configuration is tried once for each
 * revision that is to be followed. Thread-safe; blocks on the API server when it looks.
 */
public final class PreflightInspection {

  private static final Duration SURVEY_AGE = Duration.ofMinutes(1);

  /** While something stands in the way, the user is about to remove it. */
  private static final Duration IMPATIENT = Duration.ofSeconds(10);

  /** How far a control plane is on its way. */
  public enum Progress {
    /** It does not run yet, or runs another version. */
    TO_START,
    /** Its pods are being rolled. */
    STARTING,
    /** Its pods run; its validator was not seen to refuse a bad object yet. */
    RUNNING,
    /** Its validator is known to work. */
    PROVEN
  }

  private record Look(Survey survey, List<Finding> findings, Instant taken) {}

  private record Failure(SurveyException cause, Instant at) {}

  private record Trial(long generation, List<Finding> findings, Instant taken) {}

  private final Cluster cluster;
  private final Surveyor surveyor;
  private final List<Permission> needed;
  private final InstantSource clock;
  private final ConfigTrial trial;
  private final Map<String, Trial> trials = new ConcurrentHashMap<>();
  private final Map<String, List<Finding>> latest = new ConcurrentHashMap<>();
  private @Nullable Look last;
  private @Nullable Failure failure;

  /**
   * Makes an inspection.
   *
   * @param needed what the operator must be allowed to do
   */
  public PreflightInspection(
      Cluster cluster, Surveyor surveyor, List<Permission> needed, InstantSource clock) {
    this.cluster = cluster;
    this.surveyor = surveyor;
    this.needed = List.copyOf(needed);
    this.clock = clock;
    this.trial = new ConfigTrial(cluster);
  }

  /** How far a control plane is, but for its validator. */
  public static Progress progress(
      MeshRevision revision, @Nullable Deployment running, boolean complete, boolean proven) {
    if (running == null
        || !revision.getSpec().version().equals(ObservedChange.runningVersion(running))) {
      return Progress.TO_START;
    }
    if (!complete) {
      return Progress.STARTING;
    }
    return proven ? Progress.PROVEN : Progress.RUNNING;
  }

  /** Inspects one revision, from memory where that is fresh. */
  public PreflightResult inspect(
      MeshRevision revision, @Nullable Deployment running, Progress progress) {
    boolean passed = passed(revision);
    List<String> awaited = new ArrayList<>();
    try {
      Look look = look(passed || wasUnobjectionable(revision) ? SURVEY_AGE : IMPATIENT);
      List<Finding> known = new ArrayList<>(look.findings());
      known.addAll(tried(revision, progress, passed, look, awaited));
      ObservedChange observed = new ObservedChange(revision, cluster);
      List<Finding> findings =
          Preflight.of(
              new PreflightFacts(
                  observed.subject(),
                  observed.change(running),
                  observed.neighbour(),
                  look.survey(),
                  needed,
                  images(revision, progress),
                  known));
      latest.put(revision.getMetadata().getUid(), findings);
      return result(findings, awaited);
    } catch (SurveyException unknown) {
      return new PreflightResult(
          List.of(), Optional.of(unknown.words()), false, Optional.of(IMPATIENT));
    }
  }

  /** Forgets a revision that is gone. */
  public void forget(MeshRevision revision) {
    trials.remove(revision.getMetadata().getUid());
    latest.remove(revision.getMetadata().getUid());
  }

  /** What the latest inspection of a revision found; never blocks. */
  public List<Finding> findings(MeshRevision revision) {
    return latest.getOrDefault(revision.getMetadata().getUid(), List.of());
  }

  /** Whether preflight passed for what a revision's spec says; a change in size keeps it. */
  private static boolean passed(MeshRevision revision) {
    return revision.getStatus() != null
        && Conditions.find(revision.getStatus().conditions(), ConditionType.PREFLIGHT_PASSED)
            .filter(condition -> condition.status() == ConditionStatus.TRUE)
            .isPresent();
  }

  /** It only has to come up: nobody is about to remove something for it. */
  private boolean wasUnobjectionable(MeshRevision revision) {
    List<Finding> before = latest.get(revision.getMetadata().getUid());
    return before != null && before.stream().noneMatch(Finding::blocks);
  }

  private static PreflightResult result(List<Finding> findings, List<String> awaited) {
    boolean settled = awaited.isEmpty() && findings.stream().noneMatch(Finding::blocks);
    return new PreflightResult(
        findings,
        awaited.stream().findFirst(),
        true,
        settled ? Optional.empty() : Optional.of(IMPATIENT));
  }

  private synchronized Look look(Duration age) {
    Instant now = clock.instant();
    if (last != null && last.taken().plus(age).isAfter(now)) {
      return last;
    }
    if (failure != null && failure.at().plus(IMPATIENT).isAfter(now)) {
      throw failure.cause();
    }
    try {
      Survey survey = surveyor.look();
      last = new Look(survey, Preflight.ofSurvey(survey), now);
      failure = null;
      return last;
    } catch (SurveyException e) {
      failure = new Failure(e, now);
      throw e;
    }
  }

  private List<ImageProblem> images(MeshRevision revision, Progress progress) {
    return progress == Progress.STARTING
        ? surveyor.imageProblems(revision.getSpec().namespace(), revision.getMetadata().getName())
        : List.of();
  }

  /**
   * The configuration as the revision's validator sees it. Once it passed it stays so: new
   * configuration is refused by the webhook itself.
   */
  private List<Finding> tried(
      MeshRevision revision, Progress progress, boolean passed, Look look, List<String> awaited) {
    String uid = revision.getMetadata().getUid();
    long generation = revision.getMetadata().getGeneration();
    Trial known = trials.get(uid);
    if (known != null && isFresh(known, generation)) {
      return known.findings();
    }
    if (progress == Progress.TO_START || progress == Progress.STARTING) {
      if (!passed || progress == Progress.TO_START) {
        awaited.add("waiting for the control plane, to show it the configuration in the cluster");
      }
      return List.of();
    }
    if (passed) {
      return List.of();
    }
    if (progress == Progress.RUNNING && !look.survey().configuration().objects().isEmpty()) {
      awaited.add(
          "waiting for the validating webhook, to show it the configuration in the cluster");
      return List.of();
    }
    List<Finding> findings =
        trial.of(revision.getMetadata().getName(), look.survey().configuration());
    trials.put(uid, new Trial(generation, findings, clock.instant()));
    return findings;
  }

  private boolean isFresh(Trial known, long generation) {
    return known.generation() == generation
        && (known.findings().stream().noneMatch(Finding::blocks)
            || known.taken().plus(IMPATIENT).isAfter(clock.instant()));
  }
}
