package io.meshwright.proxy.upstream.outlier;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.OutlierDetection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OutlierDetectorTest {
  private static final Duration BASE = Duration.ofSeconds(30);

  private final AtomicLong now = new AtomicLong();
  private final List<OutlierState> states =
      List.of(new OutlierState(), new OutlierState(), new OutlierState(), new OutlierState());
  private final OutlierState first = states.getFirst();
  private final OutlierCounters counters = new OutlierCounters();

  private OutlierDetector detector(int server, int gateway, int local, int percent, boolean split) {
    return new OutlierDetector(
        new OutlierDetection(
            server,
            gateway,
            local,
            Duration.ofSeconds(10),
            BASE,
            BASE.multipliedBy(3),
            percent,
            split),
        () -> states,
        counters,
        now::get);
  }

  private static void respond(OutlierDetector detector, OutlierState state, int... statuses) {
    for (int status : statuses) {
      detector.responded(state, status);
    }
  }

  private void eject(OutlierDetector detector) {
    respond(detector, first, 500, 500, 500);
    assertThat(first.ejected()).isTrue();
  }

  @Test
  void failuresInARowEject() {
    OutlierDetector detector = detector(3, 0, 0, 100, false);
    respond(detector, first, 500, 503, 200, 500, 500);
    assertThat(first.ejected()).isFalse();
    int before = detector.version();
    respond(detector, first, 500);
    assertThat(first.ejected()).isTrue();
    assertThat(detector.version()).isNotEqualTo(before);
  }

  @Test
  void ejectionsAreCountedByTheirCause() {
    OutlierDetector detector = detector(3, 2, 0, 25, false);
    respond(detector, first, 503, 503);
    respond(detector, states.get(1), 500, 500, 500);
    assertThat(counters.values())
        .containsEntry("ejections_enforced_total", 1L)
        .containsEntry("ejections_enforced_consecutive_gateway_failure", 1L)
        .containsEntry("ejections_detected_consecutive_gateway_failure", 1L)
        .containsEntry("ejections_detected_consecutive_5xx", 1L)
        .containsEntry("ejections_enforced_consecutive_5xx", 0L)
        .containsEntry("ejections_overflow", 1L);
  }

  @Test
  void onlyGatewayStatusesCountAsGatewayFailures() {
    OutlierDetector detector = detector(0, 2, 0, 100, false);
    respond(detector, first, 502, 500, 504, 501);
    assertThat(first.ejected()).isFalse();
    respond(detector, first, 502, 503);
    assertThat(first.ejected()).isTrue();
  }

  @Test
  void aCountOfZeroNeverEjects() {
    OutlierDetector detector = detector(0, 0, 0, 100, true);
    for (int i = 0; i < 100; i++) {
      detector.responded(first, 503);
      detector.failedLocally(first);
    }
    assertThat(first.ejected()).isFalse();
  }

  @Test
  void localFailuresCountAsServerErrorsUnlessSplit() {
    OutlierDetector together = detector(2, 0, 5, 100, false);
    together.failedLocally(first);
    together.responded(first, 500);
    assertThat(first.ejected()).isTrue();

    OutlierState second = states.get(1);
    OutlierDetector split = detector(1, 0, 2, 100, true);
    split.failedLocally(second);
    assertThat(second.ejected()).isFalse();
    split.failedLocally(second);
    assertThat(second.ejected()).isTrue();
  }

  @Test
  void theShareOfEjectedHostsHasALimitButOneMayAlwaysGo() {
    OutlierDetector detector = detector(1, 0, 0, 10, false);
    respond(detector, first, 500);
    respond(detector, states.get(1), 500);
    assertThat(first.ejected()).isTrue();
    assertThat(states.get(1).ejected()).isFalse();
  }

  @Test
  void anEjectedHostComesBackAfterItsTime() {
    OutlierDetector detector = detector(3, 0, 0, 100, false);
    eject(detector);
    now.addAndGet(BASE.toNanos() - 1);
    detector.sweep();
    assertThat(first.ejected()).isTrue();
    now.addAndGet(1);
    detector.sweep();
    assertThat(first.ejected()).isFalse();
  }

  @Test
  void eachEjectionLastsLongerUpToTheMaximum() {
    OutlierDetector detector = detector(3, 0, 0, 100, false);
    for (long times : new long[] {1, 2, 3, 3}) {
      eject(detector);
      now.addAndGet(BASE.toNanos() * times - 1);
      detector.sweep();
      assertThat(first.ejected()).isTrue();
      now.addAndGet(1);
      detector.sweep();
      assertThat(first.ejected()).isFalse();
    }
  }
}
