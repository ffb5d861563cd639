package io.meshwright.operator.dataplane;

import io.meshwright.operator.schedule.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Maintenance windows. A time of day that the change of the clocks leaves out opens none on that
 * day, and one that comes twice opens two; how long each is open is measured in hours that pass.
 */
record Windows(List<Window> windows) {

  /** One that opens again and again. */
  record Window(CronSchedule schedule, ZoneId zone, Duration duration) {

    /** When it opens after a time; empty for a day that there is not. */
    Optional<Instant> opensAfter(Instant now) {
      return schedule.after(now, zone);
    }

    /** When it closes, if it is open. */
    private Optional<Instant> closes(Instant now) {
      // what opens at this very moment is open
      return schedule
          .before(now.plusSeconds(1), zone)
          .map(opened -> opened.plus(duration))
          .filter(now::isBefore);
    }
  }

  /**
   * What the windows say of a moment.
   *
   * @param next when this changes; empty if it never does
   */
  record Opening(boolean open, Optional<Instant> next) {}

  Windows {
    windows = List.copyOf(windows);
  }

  /** Without windows it is always open. */
  Opening at(Instant now) {
    if (windows.isEmpty()) {
      return new Opening(true, Optional.empty());
    }
    Optional<Instant> closes =
        windows.stream()
            .flatMap(window -> window.closes(now).stream())
            .max(Comparator.naturalOrder());
    return closes.isPresent()
        ? new Opening(true, closes)
        : new Opening(
            false,
            windows.stream()
                .flatMap(window -> window.opensAfter(now).stream())
                .min(Comparator.naturalOrder()));
  }
}
