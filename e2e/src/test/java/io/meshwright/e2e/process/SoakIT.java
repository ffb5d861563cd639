package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A long load through two of our proxies and mutual TLS between them, half of it HTTP/1.1 and half
 * gRPC: no request may fail, and what the proxies hold must not grow. {@code soak.duration} and
 * {@code soak.rate} change its extent.
 */
@Tag("bench")
final class SoakIT {
  private static final Logger LOG = System.getLogger(SoakIT.class.getName());
  private static final Duration DURATION =
      Duration.parse("PT" + System.getProperty("soak.duration", "600s"));
  private static final double RATE = Double.parseDouble(System.getProperty("soak.rate", "1000"));

  /** Of what the pair can do on this machine, what it is asked for at most. */
  private static final double SHARE_OF_PEAK = 0.6;

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int SENDERS_OF_EACH = 8;
  private static final int SAMPLES = 24;

  @AutoClose private static MutualPair pair;

  @BeforeAll
  static void startPair() {
    pair = MutualPair.start(SoakIT.class);
  }

  @Test
  void longLoadLosesNothingAndLeavesNothingBehind() throws InterruptedException {
    List<MutualPair.Sender> senders = senders();
    PacedLoad.peak(senders, WARM_UP);
    double rate = Math.min(RATE, SHARE_OF_PEAK * PacedLoad.peak(senders, WARM_UP));
    long retriesBefore = pair.retries();
    VitalsTrend client = new VitalsTrend("client", pair.client().sidecar());
    VitalsTrend server = new VitalsTrend("server", pair.server().sidecar());
    PacedLoad.Outcome outcome;
    try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
      long period = DURATION.dividedBy(SAMPLES).toMillis();
      for (VitalsTrend trend : List.of(client, server)) {
        var _ = watch.scheduleAtFixedRate(trend::sample, period / 2, period, TimeUnit.MILLISECONDS);
      }
      outcome = new PacedLoad(senders, rate, DURATION).run();
      watch.shutdownNow();
      assertThat(watch.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
    outcome.reasons().forEach(reason -> say("failed: " + reason));
    say(
        "%.0f requests/s for %s s, half HTTP/1.1, half gRPC: p50 %.1f ms, p99 %.1f ms, max %.0f ms"
            .formatted(
                rate,
                DURATION.toSeconds(),
                millis(outcome.median()),
                millis(outcome.percentile99()),
                millis(outcome.longest())));
    Stream.of(client, server).flatMap(trend -> trend.lines().stream()).forEach(SoakIT::say);
    say(
        "requests=%d failed=%d retried=%d"
            .formatted(outcome.requests(), outcome.failures(), pair.retries() - retriesBefore));

    senders.forEach(MutualPair.Sender::close);
    assertThat(outcome.failures()).as("failed requests").isZero();
  }

  private static List<MutualPair.Sender> senders() {
    return Stream.generate(() -> Stream.of(pair.http(), pair.grpc()))
        .limit(SENDERS_OF_EACH)
        .flatMap(both -> both)
        .toList();
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private static void say(String line) {
    LOG.log(Level.INFO, "soak: {0}", line);
  }
}
