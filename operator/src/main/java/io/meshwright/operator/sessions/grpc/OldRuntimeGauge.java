package io.meshwright.operator.sessions.grpc;

import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.ReplicaReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How many proxies are connected to a runtime that has no operator API: it serves the gauge {@code
 * pilot_xds}. Without it, no revision of such a version could ever be seen to be unused.
 */
final class OldRuntimeGauge {

  private static final String GAUGE = "pilot_xds ";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final int port;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  OldRuntimeGauge(int port) {
    this.port = port;
  }

  /** Asks without blocking; {@code listener} is called on any thread. */
  void read(Replica replica, Consumer<ReplicaReport> listener) {
    var _ =
        http.sendAsync(
                HttpRequest.newBuilder(
                        URI.create("http://" + host(replica) + ":" + port + "/metrics"))
                    .timeout(TIMEOUT)
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .handle(
                (response, failure) -> {
                  listener.accept(report(Optional.ofNullable(response)));
                  return null;
                });
  }

  private static ReplicaReport report(Optional<HttpResponse<String>> response) {
    OptionalLong sessions =
        response
            .filter(answer -> answer.statusCode() == OK)
            .map(answer -> parse(answer.body()))
            .orElse(OptionalLong.empty());
    if (sessions.isEmpty()) {
      return new ReplicaReport.Silent("has neither the operator's API nor the gauge pilot_xds");
    }
    long count = sessions.getAsLong();
    return new ReplicaReport.Counted(
        count == 0 ? List.of() : List.of(new ReplicaReport.Group("", "", count)), false);
  }

  static OptionalLong parse(String metrics) {
    try {
      return metrics
          .lines()
          .filter(line -> line.startsWith(GAUGE))
          .mapToLong(line -> Math.round(Double.parseDouble(line.substring(GAUGE.length()))))
          .findFirst();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /** An address as the host of a URI. */
  private static String host(Replica replica) {
    return replica.address().contains(":") ? "[" + replica.address() + "]" : replica.address();
  }
}
