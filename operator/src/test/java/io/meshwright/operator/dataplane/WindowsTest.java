package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.dataplane.Windows.Opening;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When maintenance windows are open. Clocks change in Berlin on 29 March and 25 October 2026. */
final class WindowsTest {

  private static final String BERLIN = ", timeZone: Europe/Berlin}";

  @ParameterizedTest
  @CsvSource({
    // every Saturday from 2 to 6 o'clock, in winter and in summer
    "0 2 * * 6, 4h, 2026-01-03T00:59:00Z, false, 2026-01-03T01:00:00Z",
    "0 2 * * 6, 4h, 2026-01-03T01:00:00Z, true,  2026-01-03T05:00:00Z",
    "0 2 * * 6, 4h, 2026-01-03T04:59:59Z, true,  2026-01-03T05:00:00Z",
    "0 2 * * 6, 4h, 2026-01-03T05:00:00Z, false, 2026-01-10T01:00:00Z",
    "0 2 * * 6, 4h, 2026-07-04T00:00:00Z, true,  2026-07-04T04:00:00Z",
    // the night that lacks an hour: 4 hours pass from 1 o'clock to 6
    "0 1 * * *, 4h, 2026-03-29T03:59:00Z, true,  2026-03-29T04:00:00Z",
    "0 1 * * *, 4h, 2026-03-29T04:00:00Z, false, 2026-03-29T23:00:00Z",
    // half past two does not come in it
    "30 2 * * *, 1h, 2026-03-29T01:00:00Z, false, 2026-03-30T00:30:00Z",
    // and comes twice in the night that has one more
    "30 2 * * *, 1h, 2026-10-25T00:30:00Z, true, 2026-10-25T01:30:00Z",
    "30 2 * * *, 1h, 2026-10-25T01:30:00Z, true, 2026-10-25T02:30:00Z",
    "30 2 * * *, 1h, 2026-10-25T02:30:00Z, false, 2026-10-26T01:30:00Z",
  })
  void aWindowOpensByTheClockOfItsZone(
      String schedule, String duration, Instant now, boolean open, Instant next) {
    assertThat(windows("{schedule: '" + schedule + "', duration: " + duration + BERLIN).at(now))
        .isEqualTo(new Opening(open, Optional.of(next)));
  }

  @Test
  void withoutAZoneItIsUtc() {
    assertThat(
            windows("{schedule: '0 2 * * *', duration: 1h}")
                .at(Instant.parse("2026-07-04T02:00:00Z"))
                .open())
        .isTrue();
  }

  @Test
  void anyOpenWindowIsEnough() {
    Windows windows =
        windows("{schedule: '0 2 * * *', duration: 1h}, {schedule: '30 2 * * *', duration: 2h}");
    assertThat(windows.at(Instant.parse("2026-07-04T02:45:00Z")))
        .isEqualTo(new Opening(true, Optional.of(Instant.parse("2026-07-04T04:30:00Z"))));
  }

  @Test
  void withoutWindowsItIsAlwaysOpen() {
    assertThat(new PlannedWaves("{}").policy().windows().at(Instant.EPOCH))
        .isEqualTo(new Opening(true, Optional.empty()));
  }

  private static Windows windows(String list) {
    return new PlannedWaves("{windows: [" + list + "]}").policy().windows();
  }
}
