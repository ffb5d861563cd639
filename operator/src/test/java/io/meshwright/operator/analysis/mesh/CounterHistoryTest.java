package io.meshwright.operator.analysis.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Subject.Direction;
import io.meshwright.operator.analysis.Traffic;
import io.meshwright.operator.sessions.ProxyTraffic;
import io.meshwright.operator.sessions.ProxyTraffic.Counts;
import io.meshwright.operator.sessions.ProxyTraffic.Outcome;
import io.meshwright.operator.sessions.TrafficSurvey.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Readings every 10 seconds; a window of ten minutes. */
final class CounterHistoryTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Subject CART = new Subject("shop", "cart", Direction.INBOUND);

  private final CounterHistory history = new CounterHistory(START, WINDOW, Duration.ofSeconds(10));

  /** {@code failed} of the requests got a 503; half of all took at most 5 ms, half up to 10. */
  private static ProxyTraffic cart(String pod, long requests, long failed) {
    return new ProxyTraffic(
        "sidecar~" + pod,
        "shop",
        List.of(
            new Counts(
                true,
                "cart",
                List.of(
                    new Outcome(200, "", "-", requests - failed),
                    new Outcome(503, "", "-", failed)),
                new TreeMap<>(Map.of(2.5, 0L, 5.0, requests / 2, 10.0, requests - requests / 2)))),
        Optional.empty());
  }

  private static ProxyTraffic unread(String pod) {
    return new ProxyTraffic("sidecar~" + pod, "shop", List.of(), Optional.of("is stuck"));
  }

  private void read(int seconds, ProxyTraffic... proxies) {
    history.took(new Reading(List.of(proxies), List.of()), at(seconds));
  }

  private void readBut(int seconds, String silent, ProxyTraffic... proxies) {
    history.took(new Reading(List.of(proxies), List.of(silent)), at(seconds));
  }

  private static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }

  private Traffic cart(int from, int to) throws SampleException {
    return history.between(at(from), at(to)).of(CART);
  }

  @Test
  void nothingIsKnownBeforeTheFirstReading() {
    assertThat(history.since()).isEmpty();
    assertThat(history.problem()).isPresent();
    assertThatThrownBy(() -> cart(0, 10)).isInstanceOf(SampleException.class);
  }

  @Test
  void whatWasCountedBeforeTheFirstReadingIsNoSample() throws Exception {
    read(10, cart("a", 1000, 500));
    read(20, cart("a", 1010, 501));

    assertThat(history.since()).contains(at(10));
    assertThat(history.problem()).isEmpty();
    Traffic cart = cart(0, 20);
    assertThat(cart.requests()).isEqualTo(10);
    assertThat(cart.failed()).isEqualTo(1);
    assertThat(cart.latency().buckets()).isEqualTo(Map.of(2.5, 0L, 5.0, 5L, 10.0, 5L));
  }

  @Test
  void podsOfAWorkloadAreOneSubjectAndNewOnesCountFromZero() throws Exception {
    read(0, cart("a", 100, 0));
    read(10, cart("a", 110, 0), cart("b", 7, 0));

    assertThat(cart(0, 10).requests()).isEqualTo(17);
  }

  @Test
  void aCounterThatFellBeganAnew() throws Exception {
    read(0, cart("a", 100, 0));
    read(10, cart("a", 30, 2));

    assertThat(cart(0, 10).requests()).isEqualTo(30);
    assertThat(cart(0, 10).failed()).isEqualTo(2);
  }

  @Test
  void aProxyThatConnectsElsewhereIsTheSame() throws Exception {
    read(0, cart("a", 100, 0));
    read(10);
    read(20, cart("a", 120, 0), cart("a", 119, 0));

    assertThat(cart(0, 20).requests()).isEqualTo(20);
  }

  @Test
  void onlySlotsInsideTheSpanCount() throws Exception {
    // slots are at least as long as 2 × 10 min / 40: 30 s
    read(0, cart("a", 0, 0));
    read(30, cart("a", 1, 0));
    read(60, cart("a", 11, 0));
    read(90, cart("a", 111, 0));

    assertThat(cart(30, 60).requests()).isEqualTo(10);
    assertThat(cart(29, 89).requests()).isEqualTo(10);
    assertThat(cart(30, 90).requests()).isEqualTo(110);
  }

  @Test
  void whatASilentReplicaCouldNotSayComesWithItsNextWord() throws Exception {
    read(0, cart("a", 0, 0), cart("b", 0, 0));
    readBut(10, "istiod-2 is away", cart("a", 5, 0));

    assertThat(history.problem()).contains("istiod-2 is away");
    assertThat(history.since()).contains(at(0));
    assertThatThrownBy(() -> cart(0, 10)).hasMessageContaining("istiod-2 is away");

    read(20, cart("a", 10, 0), cart("b", 10, 0));
    assertThat(cart(0, 20).requests()).isEqualTo(20);
  }

  @Test
  void afterALongGapAllBeginsAnew() throws Exception {
    read(0, cart("a", 0, 0));
    readBut(100, "istiod-2 is away");
    readBut(200, "istiod-2 is away");
    assertThat(history.since()).isEmpty();

    read(210, cart("a", 500, 0));
    read(220, cart("a", 501, 0));
    assertThat(history.since()).contains(at(210));
    assertThat(cart(0, 220).requests()).isEqualTo(1);
  }

  @Test
  void aProxyThatEndsHoldsUpNothing() throws Exception {
    read(0, cart("a", 0, 0), cart("b", 0, 0));
    read(20, cart("a", 5, 0), unread("b"));

    assertThat(history.problem()).isEmpty();
    assertThat(cart(0, 20).requests()).isEqualTo(5);
  }

  @Test
  void whereNoProxyCanBeReadNothingIsKnown() {
    read(0, unread("a"), unread("b"));

    assertThat(history.since()).isEmpty();
    assertThat(history.problem().orElseThrow())
        .startsWith("no proxy could be read; sidecar~")
        .endsWith("is stuck");
  }

  @Test
  void whatIsOlderThanTwoWindowsIsForgotten() throws Exception {
    for (int seconds = 0; seconds <= 3000; seconds += 10) {
      read(seconds, cart("a", seconds, 0));
    }

    assertThat(cart(0, 3000).requests()).isBetween(1200L, 1260L);
    assertThat(cart(2400, 3000).requests()).isBetween(540L, 600L);
  }

  @Test
  void countersOfAThousandWorkloadsAreBounded() {
    double[] bounds = {0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000};
    for (int reading = 0; reading < 60; reading++) {
      List<ProxyTraffic> proxies = new ArrayList<>();
      for (int workload = 0; workload < 1000; workload++) {
        TreeMap<Double, Long> latency = new TreeMap<>();
        for (double bound : bounds) {
          latency.put(bound, 1L + reading);
        }
        List<Outcome> outcomes = List.of(new Outcome(200, "", "-", 14L * (1 + reading)));
        String name = "w" + workload;
        proxies.add(
            new ProxyTraffic(
                "sidecar~" + name,
                "shop",
                List.of(
                    new Counts(true, name, outcomes, latency),
                    new Counts(false, name, outcomes, latency)),
                Optional.empty()));
      }
      history.took(new Reading(proxies, List.of()), at(30 * reading));
    }

    // a slot more than 40, what is open, and each proxy's own: arrays of 16 numbers; 20 MB in all
    assertThat(history.counters()).isLessThanOrEqualTo(43 * 2_000);
  }
}
