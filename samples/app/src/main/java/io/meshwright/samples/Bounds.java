package io.meshwright.samples;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of values whose type allows more than the option does, for the options' setters. */
public final class Bounds {

  private Bounds() {}

  /** Returns the number if it is within the bounds, both included. */
  public static int check(CommandSpec command, String option, int found, int least, int most) {
    if (found < least || found > most) {
      throw wrong(command, option, found + "", "a number from " + least + " to " + most);
    }
    return found;
  }

  /** Returns the duration if it is no longer than that. */
  public static Duration check(CommandSpec command, String option, Duration found, Duration most) {
    if (found.compareTo(most) > 0) {
      throw wrong(command, option, seconds(found), "a duration of at most " + seconds(most));
    }
    return found;
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }

  /** In the words of picocli. */
  private static ParameterException wrong(
      CommandSpec command, String option, String found, String expected) {
    return new ParameterException(
        command.commandLine(),
        "Invalid value for option '" + option + "': found " + found + ", expected " + expected);
  }
}
