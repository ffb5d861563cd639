package io.meshwright.runtime.status;

import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.status.ResourceStatuses.Outcome;
import io.meshwright.runtime.status.ResourceStatuses.Present;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Writes what statuses lack: never the same twice, never faster than the API server is to be asked,
 * the urgent first. Counts of proxies, which change with each pod, are brought up to date once in a
 * while. {@link #write} is confined to one thread.
 */
final class StatusWriter {

  private static final Logger LOG = Logger.getLogger(StatusWriter.class);

  private static final int WRITES_PER_SECOND = 400;

  private static final int CONCURRENT = 8;

  /** So that what becomes urgent meanwhile does not wait for all. */
  private static final int ROUND = 200;

  /** How long to wait for more of the budget. */
  private static final Duration PACE = Duration.ofMillis(100);

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** How long somebody who takes away what was written, or a schema, is left alone. */
  private static final Duration REPEAT = Duration.ofSeconds(30);

  private static final Duration REFRESH = Duration.ofMinutes(1);

  private final ResourceStatuses statuses;
  private final StatusLeadership leadership;
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final Instant started;
  private final WriteBudget budget;
  private final Semaphore concurrent = new Semaphore(CONCURRENT);
  private final Map<ResourceRef, Attempt> attempts = new ConcurrentHashMap<>();

  StatusWriter(
      ResourceStatuses statuses,
      StatusLeadership leadership,
      MeterRegistry meters,
      InstantSource clock) {
    this.statuses = statuses;
    this.leadership = leadership;
    this.meters = meters;
    this.clock = clock;
    this.started = clock.instant();
    this.budget = new WriteBudget(WRITES_PER_SECOND, started);
  }

  private record Due(ResourceVerdict verdict, String base, StatusChange change) {}

  /** The last write of a resource, and what became of it. */
  private record Attempt(ResourceVerdict verdict, String base, Outcome outcome, Instant at) {

    /** Until when nothing is to be done about the same, or another, verdict. */
    Optional<Instant> rests(ResourceVerdict wanted, String present) {
      boolean same = wanted.equals(verdict);
      return switch (outcome) {
        case Outcome.Written(String got) when got.equals(base) ->
            same ? Optional.of(at.plus(REPEAT)) : Optional.empty();
        // the write is not heard of yet
        case Outcome.Written _ when present.equals(base) -> Optional.of(at.plus(REPEAT));
        case Outcome.Written _ -> same ? Optional.of(at.plus(REPEAT)) : Optional.empty();
        case Outcome.Outdated _ ->
            present.equals(base) ? Optional.of(at.plus(RETRY)) : Optional.empty();
        case Outcome.Failed _ -> Optional.of(at.plus(RETRY));
      };
    }
  }

  /**
   * Writes the most urgent of what is lacking.
   *
   * @return when to be called again though nothing changes; empty if nothing is left
   */
  Optional<Instant> write(Collection<ResourceVerdict> verdicts) {
    Instant now = clock.instant();
    Agenda agenda = new Agenda(now);
    for (ResourceVerdict verdict : verdicts) {
      if (leadership.covers(verdict.read())) {
        statuses.present(verdict.ref()).ifPresent(present -> agenda.consider(verdict, present));
      }
    }
    List<Due> round = agenda.round();
    round.forEach(this::submit);
    concurrent.acquireUninterruptibly(CONCURRENT);
    concurrent.release(CONCURRENT);
    return agenda.again(round.size());
  }

  /** Forgets resources that do not exist any more. */
  void retain(Collection<ResourceRef> existing) {
    attempts.keySet().retainAll(existing);
  }

  private void submit(Due due) {
    concurrent.acquireUninterruptibly();
    Thread.ofVirtual()
        .name("status-", 0)
        .start(
            () -> {
              try {
                attempt(due);
              } finally {
                concurrent.release();
              }
            });
  }

  private void attempt(Due due) {
    ResourceRef ref = due.verdict().ref();
    Outcome outcome = statuses.write(ref, due.base(), due.change().status());
    Attempt before =
        attempts.put(ref, new Attempt(due.verdict(), due.base(), outcome, clock.instant()));
    meters.counter("meshwright_resource_status_writes", "outcome", word(outcome)).increment();
    if (outcome instanceof Outcome.Failed(String why)
        && (before == null || !before.outcome().equals(outcome))) {
      LOG.warnf("Cannot write the status of %s: %s", ref, why);
    }
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Written _ -> "written";
      case Outcome.Outdated _ -> "outdated";
      case Outcome.Failed _ -> "failed";
    };
  }

  /** What is to be done now, and when to look again. */
  private final class Agenda {
    private final Instant now;
    private final List<Due> due = new ArrayList<>();
    private Optional<Instant> later = Optional.empty();

    Agenda(Instant now) {
      this.now = now;
    }

    void consider(ResourceVerdict verdict, Present present) {
      if (present.generation() != verdict.read().generation()) {
        // a newer one is on its way to the model
        return;
      }
      Optional<StatusChange> change = StatusChange.of(present.status(), verdict, now);
      if (change.isEmpty()) {
        return;
      }
      Attempt last = attempts.get(verdict.ref());
      Optional<Instant> rest =
          last == null
              ? refreshed(started, change.get())
              : last.rests(verdict, present.resourceVersion())
                  .or(() -> refreshed(last.at(), change.get()));
      if (rest.isPresent() && rest.get().isAfter(now)) {
        later = Optional.of(earlier(rest.get()));
      } else {
        due.add(new Due(verdict, present.resourceVersion(), change.get()));
      }
    }

    private Optional<Instant> refreshed(Instant last, StatusChange change) {
      return change.urgent() ? Optional.empty() : Optional.of(last.plus(REFRESH));
    }

    private Instant earlier(Instant other) {
      return later.filter(known -> known.isBefore(other)).orElse(other);
    }

    List<Due> round() {
      return due.stream()
          .sorted(Comparator.comparing((Due each) -> !each.change().urgent()))
          .limit(budget.take(Math.min(ROUND, due.size()), now))
          .toList();
    }

    Optional<Instant> again(int done) {
      return due.size() > done ? Optional.of(now.plus(PACE)) : later;
    }
  }
}
