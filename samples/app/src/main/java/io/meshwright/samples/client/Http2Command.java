package io.meshwright.samples.client;

import io.meshwright.samples.Bounds;
import io.meshwright.samples.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client http2 URL}: requests on one connection of HTTP/2 with prior knowledge. */
@Command(
    name = "http2",
    description =
        "Sends requests one after the other on one connection of HTTP/2 with prior knowledge, and"
            + " prints who answered as JSON.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class Http2Command implements Callable<Integer> {

  private static final int MOST_REQUESTS = 100_000;

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "http://HOST[:PORT][/PATH]")
  private String url;

  @Mixin private final RequestOptions options = new RequestOptions();

  private int requests;

  /** {@code out} gets the result. */
  public Http2Command(PrintStream out) {
    this.out = out;
  }

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "1",
      description = "at most 100000")
  void requests(int found) {
    requests = Bounds.check(spec, "--requests", found, 1, MOST_REQUESTS);
  }

  @Override
  public Integer call() throws IOException {
    RequestConfig request =
        options.request(Positional.read(spec, "URL", url, new HttpUrlConverter()::convert));
    AnswerTally tally = new AnswerTally();
    HttpResponse last = null;
    try (Http2Connection connection = Http2Connection.open(request)) {
      for (int i = 0; i < requests; i++) {
        last = connection.exchange(request);
        tally.count(Integer.toString(last.status()), last::header);
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("requests", requests);
    tally.sum().addTo(fields);
    fields.put("protocol", last == null ? "" : protocol(last));
    out.println(Json.object(fields));
    return 0;
  }

  /** How the last request reached the service, by its own account. */
  private static String protocol(HttpResponse response) {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return body.replaceAll("(?s).*\"protocol\":\"([^\"]*)\".*", "$1");
  }
}
