package io.meshwright.operator.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;

/**
 * Times that come again and again: minute, hour, day of the month, month and day of the week, as in
 * the crontab of Unix.
 */
public record CronSchedule(ExecutionTime times) {

  private static final CronDefinition UNIX =
      CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);

  /** That a text is no schedule; the message says what was expected, and what is wrong. */
  public static final class NoSchedule extends Exception {

    private static final long serialVersionUID = 1L;

    private NoSchedule(IllegalArgumentException cause) {
      super(
          "minute, hour, day of the month, month and day of the week, as in cron: "
              + Objects.requireNonNullElse(cause.getMessage(), ""),
          cause);
    }

    /** What was expected, in words. */
    public String expected() {
      return Objects.requireNonNullElse(getMessage(), "");
    }
  }

  /**
   * Reads a schedule.
   *
   * @throws NoSchedule if it is none
   */
  public static CronSchedule parse(String written) throws NoSchedule {
    try {
      return new CronSchedule(
          ExecutionTime.forCron(new CronParser(UNIX).parse(written).validate()));
    } catch (IllegalArgumentException e) {
      throw new NoSchedule(e);
    }
  }

  /** The first time after another; empty for a day that there is not. */
  public Optional<Instant> after(Instant time, ZoneId zone) {
    return times.nextExecution(time.atZone(zone)).map(ZonedDateTime::toInstant);
  }

  /** The last time before another; empty for a day that there is not. */
  public Optional<Instant> before(Instant time, ZoneId zone) {
    return times.lastExecution(time.atZone(zone)).map(ZonedDateTime::toInstant);
  }
}
