package io.meshwright.samples.client;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client until URL}: says from when on a request succeeds. */
@Command(
    name = "until",
    description =
        "Repeats the request, for the time of --timeout, until it succeeds; prints when that was,"
            + " in milliseconds of Unix time.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class UntilCommand implements Callable<Integer> {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "http://HOST[:PORT][/PATH]")
  private String url;

  @Mixin private final RequestOptions options = new RequestOptions();

  /** {@code out} gets the time. */
  public UntilCommand(PrintStream out) {
    this.out = out;
  }

  /** Returns 1 if no request succeeded in time. */
  @Override
  public Integer call() {
    RequestConfig request =
        options.request(Positional.read(spec, "URL", url, new HttpUrlConverter()::convert));
    long end = System.nanoTime() + request.timeout().toNanos();
    while (System.nanoTime() < end) {
      if (succeeds(request)) {
        out.println(System.currentTimeMillis());
        return 0;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return 1;
  }

  private static boolean succeeds(RequestConfig request) {
    try (HttpConnection connection = HttpConnection.open(request)) {
      return connection.exchange(request).status() < 300;
    } catch (IOException _) {
      return false; // nobody listens yet
    }
  }
}
