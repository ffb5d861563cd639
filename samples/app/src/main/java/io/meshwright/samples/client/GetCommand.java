package io.meshwright.samples.client;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client get URL}: what {@code curl} is used for elsewhere. */
@Command(
    name = "get",
    description =
        "Sends one request and prints status, headers by name, an empty line and the body.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class GetCommand implements Callable<Integer> {

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "http://HOST[:PORT][/PATH]")
  private String url;

  @Mixin private final RequestOptions options = new RequestOptions();

  /** {@code out} gets the answer. */
  public GetCommand(PrintStream out) {
    this.out = out;
  }

  /** Returns 1 for a status of 400 on. */
  @Override
  public Integer call() throws IOException {
    RequestConfig request =
        options.request(Positional.read(spec, "URL", url, new HttpUrlConverter()::convert));
    try (HttpConnection connection = HttpConnection.open(request)) {
      HttpResponse response = connection.exchange(request);
      out.println(response.status());
      for (Map.Entry<String, String> header : new TreeMap<>(response.headers()).entrySet()) {
        out.println(header.getKey() + ": " + header.getValue());
      }
      out.println();
      out.write(response.body());
      out.flush();
      return response.status() < 400 ? 0 : 1;
    }
  }
}
