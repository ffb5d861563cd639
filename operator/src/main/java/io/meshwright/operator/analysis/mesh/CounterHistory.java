package io.meshwright.operator.analysis.mesh;

import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.SampleSource;
import io.meshwright.operator.analysis.Samples;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Traffic;
import io.meshwright.operator.sessions.ProxyTraffic;
import io.meshwright.operator.sessions.TrafficSurvey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what proxies counted between readings. A counter that fell began anew, and so did the
 * proxy of a pod that was not there before: both count from 0.
 *
 * <p>A slot of time ends with a reading in which every control plane said all. Until then nothing
 * is known of it; what the others said meanwhile is not lost, as counters only grow. After a gap of
 * more than a quarter of the window everything before it is forgotten.
 *
 * <p>What a proxy counts after its last reading, when its pod ends, is never seen. Thread-safe.
 */
final class CounterHistory implements SampleSource {

  /** How long a proxy that is not connected is remembered. */
  private static final Duration AWAY = Duration.ofMinutes(10);

  private static final int GAPS = 4;

  /** More subjects than so many, and so many times the proxies, are mostly of the past. */
  private static final int SUBJECTS = 1_000;

  private static final int FORGETTING = 8;

  private record Proxy(Instant seen, Map<Subject, long[]> counts) {}

  private final Duration interval;
  private final Duration patience;
  private final Bounds bounds = new Bounds();
  private final Slots slots;
  private final Map<String, Proxy> proxies = new HashMap<>();

  /** One object for each subject: readings bring their own, and slots would keep all. */
  private final Map<Subject, Subject> subjects = new HashMap<>();

  private Map<Subject, long[]> open = new HashMap<>();
  private @Nullable Instant since;
  private Instant complete;
  private Optional<String> problem = Optional.of("no control plane has been asked yet");

  /**
   * Makes a history of nothing yet.
   *
   * @param window the longest span that is asked for
   * @param interval between two readings
   */
  CounterHistory(Instant now, Duration window, Duration interval) {
    this.interval = interval;
    this.patience = max(window.dividedBy(GAPS), interval.multipliedBy(GAPS));
    this.slots = new Slots(window.multipliedBy(2));
    this.complete = now;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Takes what was read; {@code at} is when the reading began. */
  synchronized void took(TrafficSurvey.Reading reading, Instant at) {
    byNode(reading.proxies()).forEach((node, counts) -> count(node, counts, at));
    if (subjects.size() > SUBJECTS + FORGETTING * proxies.size()) {
      subjects.clear();
    }
    proxies.values().removeIf(proxy -> proxy.seen().plus(AWAY).isBefore(at));
    problem = problem(reading);
    if (problem.isPresent()) {
      if (since != null && Duration.between(complete, at).compareTo(patience) > 0) {
        since = null;
        slots.clear();
      }
      return;
    }
    if (since == null) {
      since = at;
    } else {
      slots.add(complete, at, open);
    }
    open = new HashMap<>();
    complete = at;
  }

  private static Optional<String> problem(TrafficSurvey.Reading reading) {
    if (!reading.silent().isEmpty()) {
      return Optional.of(reading.silent().getFirst());
    }
    Optional<ProxyTraffic> failed =
        reading.proxies().stream().filter(proxy -> proxy.problem().isPresent()).findAny();
    boolean all = reading.proxies().stream().allMatch(proxy -> proxy.problem().isPresent());
    return failed
        .filter(_ -> all)
        .map(
            proxy ->
                "no proxy could be read; %s: %s"
                    .formatted(proxy.node(), proxy.problem().orElseThrow()));
  }

  /** One that moves may be told by two replicas: the later word, which has more, counts. */
  private Map<String, Map<Subject, long[]>> byNode(List<ProxyTraffic> told) {
    Map<String, Map<Subject, long[]>> byNode = new HashMap<>();
    for (ProxyTraffic proxy : told) {
      if (proxy.problem().isEmpty()) {
        Map<Subject, long[]> counts = new HashMap<>();
        proxy
            .counts()
            .forEach(each -> counts.put(subject(proxy.namespace(), each), bounds.counts(each)));
        byNode.merge(proxy.node(), counts, (one, other) -> total(one) < total(other) ? other : one);
      }
    }
    return byNode;
  }

  private Subject subject(String namespace, ProxyTraffic.Counts counts) {
    Subject subject =
        new Subject(
            namespace,
            counts.workload(),
            counts.inbound() ? Subject.Direction.INBOUND : Subject.Direction.OUTBOUND);
    return subjects.computeIfAbsent(subject, known -> known);
  }

  private static long total(Map<Subject, long[]> counts) {
    return counts.values().stream().mapToLong(Bounds::requests).sum();
  }

  private void count(String node, Map<Subject, long[]> counts, Instant at) {
    Proxy before = proxies.put(node, new Proxy(at, counts));
    if (since == null) {
      return;
    }
    counts.forEach(
        (subject, now) -> {
          long @Nullable [] last = before == null ? null : before.counts().get(subject);
          long[] more = last == null ? now : Bounds.since(last, now);
          if (!Bounds.isNothing(more)) {
            open.merge(subject, more, Bounds::sum);
          }
        });
  }

  @Override
  public synchronized Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  @Override
  public synchronized Optional<String> problem() {
    return problem;
  }

  @Override
  public synchronized Samples between(Instant from, Instant to) throws SampleException {
    if (since == null || to.isAfter(complete)) {
      throw new SampleException(
          "proxies were last read completely at %s, expected %s or later%s"
              .formatted(complete, to, problem.map(why -> ": " + why).orElse("")));
    }
    Map<Subject, Traffic> traffic = new HashMap<>();
    slots
        .within(from, to)
        .forEach((subject, counts) -> traffic.put(subject, bounds.traffic(counts)));
    return new Samples(traffic);
  }

  /** How many arrays of counts are kept: what memory is measured by. */
  synchronized int counters() {
    return slots.counters()
        + open.size()
        + proxies.values().stream().mapToInt(proxy -> proxy.counts().size()).sum();
  }

  @Override
  public Duration delay() {
    return interval.multipliedBy(2);
  }
}
