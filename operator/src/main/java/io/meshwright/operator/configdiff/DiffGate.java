package io.meshwright.operator.configdiff;

import io.meshwright.crd.mesh.v1alpha1.ConfigDiffPolicy;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.State;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.configdiff.ConfigComparisons.Answer;
import io.meshwright.operator.configdiff.ConfigComparisons.Job;
import io.meshwright.operator.configdiff.ConfigComparisons.Pair;
import io.meshwright.operator.sessions.RenderException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a revision that could become active has to wait for a comparison, or for a user.
 * The status remembers a result, so an operator that starts asks only for what it lacks.
 */
public final class DiffGate {

  /** How long revisions that do not answer hold up one that is not to be blocked. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** While differences block, the user may be about to remove them. */
  static final Duration AGAIN = Duration.ofMinutes(5);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final ConfigComparisons comparisons;

  public DiffGate(ConfigComparisons comparisons) {
    this.comparisons = comparisons;
  }

  /**
   * Who may follow whom.
   *
   * @param active the revision that is followed; null if there is none
   * @param desired the revision that the spec asks for; null if the spec cannot be used
   * @param ready whether it could become active, but for this
   * @param wasActive whether it has been before: going back is never held up
   */
  public record Candidate(
      @Nullable String active, @Nullable String desired, boolean ready, boolean wasActive) {

    private Optional<Pair> pair() {
      return active == null || desired == null || active.equals(desired) || wasActive || !ready
          ? Optional.empty()
          : Optional.of(new Pair(active, desired));
    }
  }

  /** Looks where the comparison stands, and begins it if it is to be made. */
  public DiffStep look(MeshInstallation installation, Candidate candidate, Instant time) {
    ConfigDiffStatus before =
        installation.getStatus() == null ? null : installation.getStatus().configDiff();
    ConfigDiffPolicy policy = installation.getSpec().updateStrategy().configDiff();
    if (policy == ConfigDiffPolicy.Off) {
      return DiffStep.rest(null);
    }
    Optional<Pair> pair = candidate.pair();
    if (pair.isEmpty()) {
      // the record of a change stays until the next one
      boolean isOver = before != null && before.to().equals(candidate.desired());
      return DiffStep.rest(isOver ? before : null);
    }
    return new Look(installation, policy, pair.get(), before, time.truncatedTo(ChronoUnit.SECONDS))
        .step();
  }

  /** Forgets an installation that is gone. */
  public void forget(MeshInstallation installation) {
    comparisons.forget(installation.getMetadata().getUid());
  }

  /** One look at one pair. */
  private final class Look {

    private final String uid;
    private final MeshInstallation installation;
    private final ConfigDiffPolicy policy;
    private final Pair pair;
    private final @Nullable ConfigDiffStatus before;
    private final Instant now;

    Look(
        MeshInstallation installation,
        ConfigDiffPolicy policy,
        Pair pair,
        @Nullable ConfigDiffStatus before,
        Instant now) {
      this.uid = installation.getMetadata().getUid();
      this.installation = installation;
      this.policy = policy;
      this.pair = pair;
      this.before = before != null && before.isAbout(pair.active(), pair.desired()) ? before : null;
      this.now = now;
    }

    DiffStep step() {
      if (before != null && before.state() != State.Pending) {
        return remembered(before);
      }
      if (installation.getSpec().paused()) {
        return new DiffStep(before, true, Optional.empty(), Optional.empty());
      }
      Job job = comparisons.ask(uid, pair, false);
      return switch (job.answer()) {
        case Answer.Running() -> running(job);
        case Answer.Done(ConfigDiff diff) -> compared(diff);
        case Answer.None(RenderException.Cause cause, String why) -> unanswered(job, cause, why);
      };
    }

    private DiffStep remembered(ConfigDiffStatus known) {
      ConfigDiffStatus judged = known.withAccepted(isAccepted(known.hash()));
      DiffStep step = judge(judged, Optional.empty());
      Instant again = Instant.parse(Objects.requireNonNullElse(known.completed(), known.started()));
      if (!step.holds() || installation.getSpec().paused()) {
        comparisons.forget(uid);
        return step;
      }
      if (now.isBefore(again.plus(AGAIN))) {
        comparisons.forget(uid);
        return new DiffStep(
            judged, true, Optional.empty(), Optional.of(Duration.between(now, again.plus(AGAIN))));
      }
      return again(judged);
    }

    /** What was found holds until something else is. */
    private DiffStep again(ConfigDiffStatus known) {
      return switch (comparisons.ask(uid, pair, false).answer()) {
        case Answer.Done(ConfigDiff diff) -> compared(diff);
        case Answer.Running() -> new DiffStep(known, true, Optional.empty(), Optional.of(SOON));
        case Answer.None _ -> {
          comparisons.forget(uid);
          yield new DiffStep(known, true, Optional.empty(), Optional.of(PATIENCE));
        }
      };
    }

    private DiffStep running(Job job) {
      return isLate(job)
          ? unavailable("they have not said all within " + PATIENCE.toSeconds() + " s")
          : pending("both revisions are asked");
    }

    private DiffStep unanswered(Job job, RenderException.Cause cause, String why) {
      if (cause == RenderException.Cause.UNSUPPORTED || isLate(job)) {
        return unavailable(why);
      }
      comparisons.ask(uid, pair, true);
      return pending(why);
    }

    private boolean isLate(Job job) {
      return !now.isBefore(job.asked().plus(PATIENCE));
    }

    private DiffStep pending(String message) {
      return new DiffStep(
          new ConfigDiffStatus(
              pair.active(),
              pair.desired(),
              State.Pending,
              message,
              started(),
              null,
              0,
              0,
              List.of(),
              null,
              false,
              List.of(),
              null),
          true,
          Optional.empty(),
          Optional.of(SOON));
    }

    private DiffStep unavailable(String why) {
      String hash = ConfigDiff.hash(pair.active() + " " + pair.desired() + " unavailable");
      return judge(
          new ConfigDiffStatus(
              pair.active(),
              pair.desired(),
              State.Unavailable,
              why,
              started(),
              now.toString(),
              0,
              0,
              List.of(),
              hash,
              isAccepted(hash),
              List.of(),
              null),
          Optional.empty());
    }

    private DiffStep compared(ConfigDiff diff) {
      boolean reports = !diff.differences().isEmpty() || hasReport();
      String hash = diff.hash();
      ConfigDiffStatus status =
          new ConfigDiffStatus(
              pair.active(),
              pair.desired(),
              State.Compared,
              diff.omitted().isEmpty() ? null : String.join("; ", diff.omitted()),
              started(),
              now.toString(),
              diff.proxies(),
              diff.rendered(),
              diff.counts(),
              hash,
              isAccepted(hash),
              diff.examples(),
              reports
                  ? OperatorNames.configDiffReport(installation.getMetadata().getName())
                  : null);
      return judge(status, reports ? Optional.of(DiffReport.of(status, diff)) : Optional.empty());
    }

    private DiffStep judge(ConfigDiffStatus status, Optional<String> report) {
      boolean proven = status.state() == State.Compared && status.behavioural() == 0;
      boolean holds = policy == ConfigDiffPolicy.Block && !proven && !status.accepted();
      return new DiffStep(status, holds, report, holds ? Optional.of(AGAIN) : Optional.empty());
    }

    /** One that an earlier comparison left would be about other revisions. */
    private boolean hasReport() {
      ConfigDiffStatus last =
          installation.getStatus() == null ? null : installation.getStatus().configDiff();
      return last != null && last.report() != null;
    }

    private boolean isAccepted(@Nullable String hash) {
      Map<String, String> annotations = installation.getMetadata().getAnnotations();
      return hash != null
          && annotations != null
          && hash.equals(annotations.get(OperatorNames.ACCEPT_CONFIG_DIFF));
    }

    private String started() {
      return before == null ? now.toString() : before.started();
    }
  }
}
