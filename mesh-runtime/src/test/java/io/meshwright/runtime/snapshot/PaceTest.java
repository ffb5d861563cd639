package io.meshwright.runtime.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How closely models follow each other. */
final class PaceTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Pace pace = new Pace(Duration.ofMillis(10));

  @Test
  void theFirstModelWaitsForNothing() {
    assertThat(pace.rest(NOW)).isNegative();
  }

  @Test
  void whatIsDeliveredIsWaitedForButNotForEver() {
    pace.published(NOW);
    pace.delivering();
    assertThat(pace.rest(NOW.plusSeconds(4))).isPositive();
    assertThat(pace.rest(NOW.plusSeconds(5))).isZero();
  }

  @Test
  void deliveryTakesAQuarterOfTheTime() {
    pace.published(NOW);
    pace.delivering();
    pace.delivered(Duration.ofMillis(50));
    assertThat(pace.rest(NOW)).isEqualTo(Duration.ofMillis(150));
  }

  @Test
  void thePauseHasItsLimits() {
    pace.published(NOW);
    pace.delivered(Duration.ZERO);
    assertThat(pace.rest(NOW)).isEqualTo(Duration.ofMillis(10));
    pace.delivered(Duration.ofSeconds(2));
    assertThat(pace.rest(NOW)).isEqualTo(Duration.ofMillis(300));
  }
}
