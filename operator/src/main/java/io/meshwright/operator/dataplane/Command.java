package io.meshwright.operator.dataplane;

import java.util.Locale;
import java.util.Optional;

/** What a user says once about the wave under way. */
public enum Command {
  /** Ends a pause, or lets a stopped wave go on. */
  RESUME,
  /** Leaves the rest of the wave, or its pause, out. */
  SKIP,
  /** Restarts nothing any more. */
  ABORT;

  /** Reads the annotation; empty for anything else. */
  public static Optional<Command> parse(String word) {
    for (Command command : values()) {
      if (command.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }
}
