package io.meshwright.e2e.process;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prefix of the names that a test run gives to things of the host. It says which process made
 * them, so that the leftovers of a dead run can be told from the property of a living one.
 *
 * @param pid the test process
 * @param started when it started, in seconds of the epoch: process ids are used again
 */
record RunName(long pid, long started) {
  private static final Pattern PREFIX = Pattern.compile("mw-(\\d+)-(\\d+)-.+");

  /** This run's. */
  static RunName current() {
    return of(ProcessHandle.current());
  }

  /** The run that gave this name, if a run of ours did. */
  static Optional<RunName> parse(String name) {
    Matcher matcher = PREFIX.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new RunName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** Whether the process of the run still lives. */
  boolean alive() {
    return ProcessHandle.of(pid).map(RunName::of).filter(this::equals).isPresent();
  }

  @Override
  public String toString() {
    return "mw-" + pid + "-" + started;
  }

  private static RunName of(ProcessHandle process) {
    return new RunName(
        process.pid(), process.info().startInstant().orElse(Instant.EPOCH).getEpochSecond());
  }
}
