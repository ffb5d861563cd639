package io.meshwright.operator;

import io.meshwright.operator.analysis.LatencyHistogram;
import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.SampleOrigin;
import io.meshwright.operator.analysis.SampleSource;
import io.meshwright.operator.analysis.SampleSources;
import io.meshwright.operator.analysis.Samples;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Subject.Direction;
import io.meshwright.operator.analysis.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Proxies that count what a test says, whatever the span. */
public final class FakeSamples implements SampleSources, SampleSource {

  private static final double[] BOUNDS = {5, 10, 25, 50, 100, 250, 500, 1000};

  /** From when on all is known; null for nothing. */
  public @Nullable Instant since = Instant.EPOCH;

  /** The words of a failure; null while the source answers. */
  public @Nullable String failure;

  /** The spans that were asked for. */
  public final List<String> asked = new ArrayList<>();

  /** Installations that have a source. */
  public final Set<String> installations = new HashSet<>();

  private final Map<Subject, Traffic> traffic = new HashMap<>();

  /** Requests that a workload receives in each span, so many of them failed, all as fast. */
  public void receives(
      String namespace, String workload, long requests, long failed, double milliseconds) {
    traffic.put(
        new Subject(namespace, workload, Direction.INBOUND),
        new Traffic(requests, failed, all(requests, milliseconds)));
  }

  private static LatencyHistogram all(long requests, double milliseconds) {
    NavigableMap<Double, Long> buckets = new TreeMap<>();
    for (double bound : BOUNDS) {
      buckets.put(bound, 0L);
    }
    buckets.put(Double.POSITIVE_INFINITY, 0L);
    buckets.put(buckets.ceilingKey(milliseconds), requests);
    return new LatencyHistogram(buckets);
  }

  @Override
  public SampleSource of(
      String installation, String namespace, SampleOrigin origin, Duration window) {
    installations.add(installation);
    return this;
  }

  @Override
  public void end(String installation) {
    installations.remove(installation);
  }

  @Override
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  @Override
  public Samples between(Instant from, Instant to) throws SampleException {
    asked.add(from + " " + to);
    if (failure != null) {
      throw new SampleException(failure);
    }
    return new Samples(traffic);
  }

  @Override
  public Duration delay() {
    return Duration.ZERO;
  }
}
