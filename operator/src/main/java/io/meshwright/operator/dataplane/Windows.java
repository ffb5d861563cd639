package io.meshwright.operator.dataplane;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Maintenance windows. A time of day that the change of the clocks leaves out opens none on that
 * day, and one that comes twice opens two; how long each is open is measured in hours that pass.
 */
record Windows(List<Window> windows) {

  private static final CronDefinition UNIX =
      CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);

  /** One that opens again and again. */
  record Window(ExecutionTime schedule, ZoneId zone, Duration duration) {

    /**
     * Reads a window.
     *
     * @throws IllegalArgumentException if the schedule is none
     */
    static Window of(String schedule, ZoneId zone, Duration duration) {
      return new Window(
          ExecutionTime.forCron(new CronParser(UNIX).parse(schedule).validate()), zone, duration);
    }

    /** When it opens after a time; empty for a day that there is not. */
    Optional<Instant> opensAfter(Instant now) {
      return schedule.nextExecution(now.atZone(zone)).map(ZonedDateTime::toInstant);
    }

    /** When it closes, if it is open. */
    private Optional<Instant> closes(Instant now) {
      // what opens at this very moment is open
      return schedule
          .lastExecution(now.plusSeconds(1).atZone(zone))
          .map(opened -> opened.toInstant().plus(duration))
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
