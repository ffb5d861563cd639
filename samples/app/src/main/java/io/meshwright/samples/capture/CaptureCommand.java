package io.meshwright.samples.capture;

import io.meshwright.samples.Bounds;
import io.meshwright.samples.DurationConverter;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code capture}: counts packets until its time is over. */
@Command(
    name = "capture",
    description = "Counts the packets of one interface, and those that carry a text.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class CaptureCommand implements Callable<Integer> {

  private static final Duration MOST_DURATION = Duration.ofMinutes(10);

  private final PrintStream out;

  @Spec private CommandSpec spec;

  private String marker;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      defaultValue = "eth0",
      description = "packets of other interfaces are not seen")
  private String networkInterface;

  private Duration duration;

  /** {@code out} gets the result. */
  public CaptureCommand(PrintStream out) {
    this.out = out;
  }

  @Option(
      names = "--marker",
      required = true,
      paramLabel = "TEXT",
      description = "what to look for, in UTF-8")
  void marker(String found) {
    if (found.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '--marker': expected a text to look for");
    }
    marker = found;
  }

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "10s",
      description = "at most 10m")
  void duration(Duration found) {
    duration = Bounds.check(spec, "--duration", found, MOST_DURATION);
  }

  /** What the options say. */
  CaptureConfig config() {
    return new CaptureConfig(networkInterface, marker, duration);
  }

  /** Returns when the time is over, or ends with its result at SIGTERM. */
  @Override
  public Integer call() throws IOException {
    Capture capture = new Capture(config());
    Runtime.getRuntime().addShutdownHook(new Thread(capture::end, "end"));
    capture.run(out);
    return 0;
  }
}
