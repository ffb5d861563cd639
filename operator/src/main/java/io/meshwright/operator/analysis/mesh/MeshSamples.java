package io.meshwright.operator.analysis.mesh;

import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.SampleSource;
import io.meshwright.operator.analysis.Samples;
import io.meshwright.operator.sessions.TrafficSurvey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the proxies of an installation at intervals until it is closed. Nothing blocks; one reading
 * is over before the next begins.
 */
public final class MeshSamples implements SampleSource, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(MeshSamples.class);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);
  private static final int READINGS = 20;

  private final Supplier<Set<String>> revisions;
  private final TrafficSurvey survey;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;
  private final Duration interval;
  private final CounterHistory history;
  private volatile boolean closed;

  /**
   * Makes a source that knows nothing yet, and begins to read.
   *
   * @param revisions of the installation at the moment; may read caches
   * @param window the longest span that will be asked for
   */
  public MeshSamples(
      Supplier<Set<String>> revisions,
      TrafficSurvey survey,
      ScheduledExecutorService executor,
      InstantSource clock,
      Duration window) {
    this.revisions = revisions;
    this.survey = survey;
    this.executor = executor;
    this.clock = clock;
    this.interval = interval(window);
    this.history = new CounterHistory(clock.instant(), window, interval);
    executor.execute(this::read);
  }

  /** A twentieth of the window, within bounds. */
  private static Duration interval(Duration window) {
    return Duration.ofMillis(
        Math.clamp(
            window.toMillis() / READINGS,
            SHORTEST_INTERVAL.toMillis(),
            LONGEST_INTERVAL.toMillis()));
  }

  private void read() {
    if (closed) {
      return;
    }
    Instant at = clock.instant();
    var _ =
        CompletableFuture.supplyAsync(revisions, executor)
            .thenCompose(survey::read)
            .thenAccept(reading -> history.took(reading, at))
            .whenComplete((_, failure) -> again(failure));
  }

  private void again(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("Cannot read the traffic of proxies", failure);
    }
    if (!closed && !executor.isShutdown()) {
      var _ = executor.schedule(this::read, interval.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public Optional<Instant> since() {
    return history.since();
  }

  @Override
  public Optional<String> problem() {
    return history.problem();
  }

  @Override
  public Samples between(Instant from, Instant to) throws SampleException {
    return history.between(from, to);
  }

  @Override
  public Duration delay() {
    return history.delay();
  }

  @Override
  public void close() {
    closed = true;
  }
}
