package io.meshwright.samples.client;

import io.meshwright.samples.Bounds;
import io.meshwright.samples.DurationConverter;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How patient a client is. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class TimeoutOption {

  private static final Duration MOST_TIMEOUT = Duration.ofMinutes(2);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private Duration timeout;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "5s",
      description = "for the connection, and for each wait for bytes; at most 2m")
  void timeout(Duration found) {
    timeout = Bounds.check(command, "--timeout", found, MOST_TIMEOUT);
  }

  Duration timeout() {
    return timeout;
  }
}
