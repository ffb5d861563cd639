package io.meshwright.operator.analysis.prometheus;

import io.meshwright.operator.analysis.KeyReader;
import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.SampleOrigin;
import io.meshwright.operator.analysis.SampleSource;
import io.meshwright.operator.analysis.Samples;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Prometheus when it is asked itself, and keeps nothing but whether the server has the
 * mesh's series. Token and roots are read for each question, so that they may change. Thread-safe.
 */
public final class PrometheusSamples implements SampleSource, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A scrape a minute, and a little. */
  private static final Duration DELAY = Duration.ofSeconds(75);

  /** Between two looks at a server that has nothing, or does not answer. */
  private static final Duration RETRY = Duration.ofSeconds(15);

  private record Connection(Optional<String> roots, PrometheusApi api) {}

  private final SampleOrigin.Prometheus origin;
  private final String namespace;
  private final KeyReader keys;
  private final InstantSource clock;
  private final Duration window;
  private @Nullable Connection connection;
  private @Nullable Instant since;
  private Instant nextLook = Instant.MIN;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * Makes a source; nothing is asked yet.
   *
   * @param namespace where the origin's keys are
   * @param window the longest span that will be asked for
   */
  public PrometheusSamples(
      SampleOrigin.Prometheus origin,
      String namespace,
      KeyReader keys,
      InstantSource clock,
      Duration window) {
    this.origin = origin;
    this.namespace = namespace;
    this.keys = keys;
    this.clock = clock;
    this.window = window;
  }

  /** The server must have had series of the mesh one window ago; then it has had them since. */
  @Override
  public synchronized Optional<Instant> since() {
    Instant now = clock.instant();
    if (since == null && !now.isBefore(nextLook)) {
      nextLook = now.plus(RETRY);
      try {
        if (query(TrafficQuery.presence(origin.labels(), window), now).isEmpty()) {
          problem =
              Optional.of(
                  "Prometheus %s: found no %s with labels %s from %d s ago, expected some"
                      .formatted(
                          origin.url(),
                          TrafficQuery.REQUESTS,
                          origin.labels(),
                          window.toSeconds()));
        } else {
          since = now.minus(window);
          problem = Optional.empty();
        }
      } catch (SampleException e) {
        problem = Optional.ofNullable(e.getMessage());
      }
    }
    return Optional.ofNullable(since);
  }

  @Override
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public synchronized Samples between(Instant from, Instant to) throws SampleException {
    Duration span = Duration.between(from, to);
    if (span.toSeconds() < 1) {
      return new Samples(Map.of());
    }
    Map<Subject, Traffic> traffic = new HashMap<>();
    for (Subject.Direction direction : Subject.Direction.values()) {
      TrafficQuery asked = new TrafficQuery(direction, origin.labels());
      try {
        traffic.putAll(
            asked.traffic(query(asked.requests(span), to), query(asked.latency(span), to)));
      } catch (NumberFormatException e) {
        throw new SampleException(
            "Prometheus %s: found a label that is no number: %s"
                .formatted(origin.url(), e.getMessage()),
            e);
      }
    }
    return new Samples(traffic);
  }

  @Override
  public Duration delay() {
    return DELAY;
  }

  private List<QueryResult.Row> query(String expression, Instant time) throws SampleException {
    Optional<String> token = read(origin.token());
    return api().query(expression, time, token);
  }

  private PrometheusApi api() throws SampleException {
    Optional<String> roots = read(origin.roots());
    Connection before = connection;
    if (before != null && before.roots().equals(roots)) {
      return before.api();
    }
    close();
    PrometheusApi api = new PrometheusApi(origin.url(), roots, TIMEOUT);
    connection = new Connection(roots, api);
    return api;
  }

  private Optional<String> read(Optional<SampleOrigin.Key> key) throws SampleException {
    return key.isPresent() ? Optional.of(keys.read(namespace, key.get())) : Optional.empty();
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      connection.api().close();
      connection = null;
    }
  }
}
