package io.meshwright.operator.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.analysis.AnalysisPolicy.Metric;
import io.meshwright.operator.analysis.Subject.Direction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts before and after a wave say of it. */
final class JudgeTest {

  private static final List<Double> BOUNDS =
      List.of(
          0.5, 1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, Double.POSITIVE_INFINITY);

  private final RandomGenerator random = new Random(20_260_101);

  private static AnalysisPolicy policy(Metric... metrics) {
    return new AnalysisPolicy(
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        2,
        1_000,
        true,
        List.of(metrics),
        new SampleOrigin.Mesh());
  }

  private static AnalysisPolicy usual() {
    return policy(
        new Metric.SuccessRate(0.01),
        new Metric.Latency(50, 1.5, 10),
        new Metric.Latency(95, 1.5, 10));
  }

  private static List<Judge.Workload> workloads(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Judge.Workload("shop", "w" + i)).toList();
  }

  /** Log-normal times around a median, as those of servers tend to be. */
  private Traffic drawn(int requests, double failing, double median, double added) {
    double[] limits =
        BOUNDS.stream()
            .mapToDouble(bound -> Math.log(Math.max(0, bound - added) / median) / 0.8)
            .toArray();
    long[] counts = new long[limits.length];
    long failed = 0;
    for (int i = 0; i < requests; i++) {
      failed += random.nextDouble() < failing ? 1 : 0;
      double normal = random.nextGaussian();
      int bucket = 0;
      while (limits[bucket] < normal) {
        bucket++;
      }
      counts[bucket]++;
    }
    NavigableMap<Double, Long> buckets = new TreeMap<>();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      buckets.put(BOUNDS.get(bucket), counts[bucket]);
    }
    return new Traffic(requests, failed, new LatencyHistogram(buckets));
  }

  private static Samples of(String workload, Traffic traffic) {
    return new Samples(Map.of(new Subject("shop", workload, Direction.INBOUND), traffic));
  }

  private Samples wave(int workloads) {
    Map<Subject, Traffic> traffic = new HashMap<>();
    for (int i = 0; i < workloads; i++) {
      // of each its own kind, some below the least number of requests
      traffic.put(
          new Subject("shop", "w" + i, Direction.INBOUND),
          drawn(200 + 20 * (i % 60), (i % 7) * 0.003, 2 + i % 90, 0));
    }
    return new Samples(traffic);
  }

  @Test
  @DisplayName("LC-analysis: twenty healthy waves of a thousand workloads, and no false finding")
  void healthyWavesAreNeverFoundDegraded() {
    List<Judge.Workload> workloads = workloads(1_000);
    for (int wave = 0; wave < 20; wave++) {
      assertThat(Judge.judge(usual(), workloads, wave(1_000), wave(1_000)))
          .isEqualTo(new Verdict.Healthy());
    }
  }

  @Test
  void aThousandWorkloadsAreJudgedWithinASecond() {
    Samples before = wave(1_000);
    Samples after = wave(1_000);
    List<Judge.Workload> workloads = workloads(1_000);
    long start = System.nanoTime();
    var _ = Judge.judge(usual(), workloads, before, after);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 30_000})
  void fivePercentOfFailuresAreFoundAndSaid(int requests) {
    Verdict verdict =
        Judge.judge(
            usual(),
            workloads(3),
            of("w1", drawn(requests, 0, 5, 0)),
            of("w1", drawn(requests, 0.05, 5, 0)));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Degraded.class,
            found -> {
              assertThat(found.about()).isEqualTo("shop/w1 (received)");
              assertThat(found.metric()).isEqualTo("success rate");
              assertThat(found.before()).isEqualTo("100.000 %% of %d requests".formatted(requests));
              assertThat(found.difference())
                  .endsWith(" percentage points less, 1.00 percentage points allowed");
            });
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 5, 20})
  void aTenthOfASecondMoreIsFoundAndSaid(double median) {
    Verdict verdict =
        Judge.judge(
            usual(),
            workloads(3),
            of("w1", drawn(2_000, 0.001, median, 0)),
            of("w1", drawn(2_000, 0.001, median, 100)));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Degraded.class,
            found -> assertThat(found.metric()).startsWith("latency of the percentile "));
  }

  @Test
  void oneBadWorkloadOfAThousandIsNamed() {
    Subject bad = new Subject("shop", "w59", Direction.INBOUND);
    Map<Subject, Traffic> before = new HashMap<>(wave(1_000).traffic());
    before.put(bad, drawn(20_000, 0.001, 61, 0));
    Map<Subject, Traffic> after = new HashMap<>(wave(1_000).traffic());
    after.put(bad, drawn(20_000, 0.05, 61, 0));
    assertThat(Judge.judge(usual(), workloads(1_000), new Samples(before), new Samples(after)))
        .isInstanceOfSatisfying(
            Verdict.Degraded.class,
            found -> assertThat(found.about()).isEqualTo("shop/w59 (received)"));
  }

  @Test
  void aDifferenceThatIsAllowedIsNoFinding() {
    assertThat(
            Judge.judge(
                usual(),
                workloads(1),
                of("w0", drawn(100_000, 0.010, 5, 0)),
                of("w0", drawn(100_000, 0.019, 5, 9))))
        .isEqualTo(new Verdict.Healthy());
  }

  @Test
  void tooFewRequestsAreJudgedTogetherOrNotAtAll() {
    Map<Subject, Traffic> before = new HashMap<>();
    Map<Subject, Traffic> after = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      Subject subject = new Subject("shop", "w" + i, Direction.INBOUND);
      before.put(subject, drawn(400, 0, 5, 0));
      after.put(subject, drawn(400, 0.05, 5, 0));
    }
    assertThat(Judge.judge(usual(), workloads(10), new Samples(before), new Samples(after)))
        .isInstanceOfSatisfying(
            Verdict.Degraded.class,
            found ->
                assertThat(found.about()).isEqualTo("10 workloads with few requests (received)"));
    assertThat(Judge.judge(usual(), workloads(1), new Samples(before), new Samples(after)))
        .isInstanceOfSatisfying(
            Verdict.Inconclusive.class,
            found -> assertThat(found.why()).startsWith("success rate: no workload, nor all"));
  }

  @Test
  void whatIsSentIsJudgedToo() {
    Subject sent = new Subject("shop", "w0", Direction.OUTBOUND);
    assertThat(
            Judge.judge(
                policy(new Metric.SuccessRate(0.01)),
                workloads(1),
                new Samples(Map.of(sent, drawn(2_000, 0, 5, 0))),
                new Samples(Map.of(sent, drawn(2_000, 0.2, 5, 0)))))
        .isInstanceOfSatisfying(
            Verdict.Degraded.class, found -> assertThat(found.about()).isEqualTo("shop/w0 (sent)"));
  }

  @Test
  void trafficOfOthersDoesNotCount() {
    assertThat(
            Judge.judge(
                usual(),
                workloads(1),
                new Samples(
                    Map.of(
                        new Subject("shop", "w0", Direction.INBOUND), drawn(2_000, 0, 5, 0),
                        new Subject("shop", "other", Direction.INBOUND), drawn(2_000, 0, 5, 0))),
                new Samples(
                    Map.of(
                        new Subject("shop", "w0", Direction.INBOUND), drawn(2_000, 0, 5, 0),
                        new Subject("shop", "other", Direction.INBOUND), drawn(2_000, 1, 5, 0)))))
        .isEqualTo(new Verdict.Healthy());
  }

  /** What nobody counted in buckets cannot be judged, and a wave is not healthy by silence. */
  @Test
  void aMetricWithoutSamplesIsInconclusive() {
    Traffic uncounted = new Traffic(5_000, 0, LatencyHistogram.empty());
    assertThat(Judge.judge(usual(), workloads(1), of("w0", uncounted), of("w0", uncounted)))
        .isInstanceOfSatisfying(
            Verdict.Inconclusive.class,
            found -> assertThat(found.why()).startsWith("latency of the percentile 50:"));
  }

  /** More failures after, or fewer before, never make a finding go away. */
  @Test
  void aFindingGrowsWithFailures() {
    AnalysisPolicy policy = policy(new Metric.SuccessRate(0.01));
    for (int trial = 0; trial < 200; trial++) {
      long requests = 1_000 + random.nextLong(100_000);
      long before = random.nextLong(requests / 10 + 1);
      long after = random.nextLong(requests + 1);
      boolean worse = isDegraded(policy, requests, before, after);
      if (worse) {
        assertThat(isDegraded(policy, requests, before, Math.min(requests, after + 10))).isTrue();
        assertThat(isDegraded(policy, requests, Math.max(0, before - 10), after)).isTrue();
        assertThat((double) (after - before) / requests).isGreaterThan(0.01);
      }
    }
  }

  private static boolean isDegraded(AnalysisPolicy policy, long requests, long before, long after) {
    return Judge.judge(
            policy,
            workloads(1),
            of("w0", new Traffic(requests, before, LatencyHistogram.empty())),
            of("w0", new Traffic(requests, after, LatencyHistogram.empty())))
        instanceof Verdict.Degraded;
  }
}
