package io.meshwright.runtime.status;

import io.meshwright.runtime.analysis.Analysis;
import io.meshwright.runtime.analysis.Finding;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.snapshot.ConfigState;
import io.meshwright.runtime.xds.Acknowledgement;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells users what becomes of their resources, on a thread of its own: whatever happens only marks
 * that there is news, and a moment later all of it is looked at together. The time that looking
 * takes is at most a tenth of what passes.
 */
public final class StatusReporter implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(StatusReporter.class);

  /** From the first news to a look: proxies mostly have answered by then. */
  private static final Duration SETTLE = Duration.ofMillis(100);

  /** How long to wait for proxies before it is written that they have not answered. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int REST = 9;
  private static final Duration LONGEST_REST = Duration.ofSeconds(10);

  private final Supplier<List<Acknowledgement>> proxies;
  private final StatusLeadership leadership;
  private final StatusWriter writer;
  private final InstantSource clock;
  private final GenerationLog generations = new GenerationLog();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("resource-status-", 0).daemon().factory());
  private volatile @Nullable Seen seen;
  private volatile Instant rested = Instant.EPOCH;
  private Future<?> alarm = CompletableFuture.completedFuture(null);
  private Optional<Analysed> analysed = Optional.empty();

  private record Seen(MeshModel model, ResourceReport report) {}

  private record Analysed(Seen seen, Collection<Finding> findings) {}

  /** {@code proxies} says how far each connected proxy has followed. */
  public StatusReporter(
      ResourceStatuses statuses,
      StatusLeadership leadership,
      Supplier<List<Acknowledgement>> proxies,
      MeterRegistry meters,
      InstantSource clock) {
    this.proxies = proxies;
    this.leadership = leadership;
    this.writer = new StatusWriter(statuses, leadership, meters, clock);
    this.clock = clock;
  }

  /** Resources were looked at; {@code model} is in force. Returns at once. */
  public void configured(MeshModel model, ConfigState state) {
    seen = new Seen(model, state.report());
    news();
  }

  /** Proxies, statuses or who leads may have changed. Returns at once. */
  public void news() {
    lookAfter(SETTLE);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void lookAfter(Duration wait) {
    if (!thread.isShutdown() && scheduled.compareAndSet(false, true)) {
      Duration rest = Duration.between(clock.instant(), rested);
      long millis = Math.max(wait.toMillis(), rest.toMillis());
      // nobody waits for the look; it reports its own failure
      var _ = thread.schedule(this::look, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    scheduled.set(false);
    Seen now = seen;
    if (now == null) {
      return;
    }
    try {
      Instant begin = clock.instant();
      generations.update(now.report().read(), now.model().version(), begin);
      if (leadership.any()) {
        List<ResourceVerdict> verdicts = StatusPlan.of(observe(now));
        rest(Duration.between(begin, clock.instant()));
        report(verdicts, begin);
      }
    } catch (RuntimeException e) {
      LOG.error("Cannot tell what becomes of resources", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // of the same look at resources; to compare them is dearer
  private StatusPlan.Observation observe(Seen now) {
    Analysed known =
        analysed
            .filter(last -> last.seen() == now)
            .orElseGet(() -> new Analysed(now, Analysis.of(now.model(), now.report())));
    analysed = Optional.of(known);
    return new StatusPlan.Observation(
        now.model(), now.report(), known.findings(), proxies.get(), generations.versions());
  }

  private void report(List<ResourceVerdict> verdicts, Instant begin) {
    writer.retain(verdicts.stream().map(ResourceVerdict::ref).toList());
    List<ResourceVerdict> ripe =
        verdicts.stream().filter(verdict -> !waits(verdict, begin)).toList();
    Optional<Instant> again = writer.write(ripe);
    Instant patient = begin.plus(PATIENCE);
    if (ripe.size() < verdicts.size()) {
      again = Optional.of(again.filter(patient::isAfter).orElse(patient));
    }
    again.ifPresent(this::lookAt);
  }

  private boolean waits(ResourceVerdict verdict, Instant now) {
    return verdict.onlyWaits() && generations.firstSeen(verdict.ref()).plus(PATIENCE).isAfter(now);
  }

  private void lookAt(Instant at) {
    alarm.cancel(false);
    if (!thread.isShutdown()) {
      long millis = Math.max(0, Duration.between(clock.instant(), at).toMillis());
      alarm = thread.schedule(() -> lookAfter(Duration.ZERO), millis, TimeUnit.MILLISECONDS);
    }
  }

  private void rest(Duration cost) {
    Duration rest = cost.multipliedBy(REST);
    rested = clock.instant().plus(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest);
  }
}
