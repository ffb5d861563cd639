package io.meshwright.samples.client;

import io.meshwright.samples.Bounds;
import io.meshwright.samples.DurationConverter;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code client --url URL}: a load; its subcommands are one request each. */
@Command(
    name = "client",
    description = "Sends requests at a fixed rate and counts the answers, or does one of COMMAND.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class ClientCommand implements Callable<Integer> {

  private static final int LAST_ANSWERS_SECONDS = 10;
  private static final int MOST_PER_SECOND = 100_000;
  private static final int MOST_REQUESTS = 5_000_000;
  private static final int MOST_CONNECTIONS = 1_000;
  private static final Duration MOST_DURATION = Duration.ofHours(1);

  private final PrintStream out;

  @Spec private CommandSpec spec;

  /** Not required by its annotation: that would hold for the subcommands, too. */
  @Option(
      names = "--url",
      paramLabel = "URL",
      converter = HttpUrlConverter.class,
      description = "http://HOST[:PORT][/PATH]; required without COMMAND")
  private @Nullable URI url;

  @Mixin private final RequestOptions request = new RequestOptions();

  private int requestsPerSecond;
  private Duration duration;
  private int connections;

  /** {@code out} gets the result. */
  public ClientCommand(PrintStream out) {
    this.out = out;
  }

  @Option(
      names = "--rps",
      paramLabel = "N",
      defaultValue = "100",
      description = "requests per second, whatever the answers' speed; at most 100000")
  void requestsPerSecond(int found) {
    requestsPerSecond = Bounds.check(spec, "--rps", found, 1, MOST_PER_SECOND);
  }

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "10s",
      description = "at most 60m")
  void duration(Duration found) {
    duration = Bounds.check(spec, "--duration", found, MOST_DURATION);
  }

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "8",
      description = "most connections, and so most requests at a time; at most 1000")
  void connections(int found) {
    connections = Bounds.check(spec, "--connections", found, 1, MOST_CONNECTIONS);
  }

  /** What the options say. */
  LoadConfig config() {
    if (url == null) {
      throw wrong("Missing: --url=URL, or one of " + spec.subcommands().keySet());
    }
    LoadConfig config =
        new LoadConfig(request.request(url), requestsPerSecond, duration, connections);
    if (config.requests() < 1 || config.requests() > MOST_REQUESTS) {
      throw wrong(
          "Invalid values for options '--rps' and '--duration': found "
              + config.requests()
              + " requests, expected 1 to "
              + MOST_REQUESTS);
    }
    return config;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  @Override
  public Integer call() {
    LoadClient load = new LoadClient(config());
    CountDownLatch said = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(load, said), "stop"));
    out.println(load.run().toJson());
    said.countDown();
    return 0;
  }

  /** On SIGTERM a load ends early, and says what it saw until then. */
  private void stop(LoadClient load, CountDownLatch said) {
    load.stop();
    try {
      if (!said.await(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
        spec.commandLine().getErr().println("ended without the last answers");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
