package io.meshwright.samples.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class LoadClientTest {

  private final AtomicInteger served = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.close();
  }

  private LoadClient client(HttpHandler handler, String... options) {
    server.createContext("/", handler);
    ClientCommand command = new ClientCommand(System.out);
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    new CommandLine(command)
        .parseArgs(
            Stream.concat(Stream.of("--url", url), Stream.of(options)).toArray(String[]::new));
    return new LoadClient(command.config());
  }

  private LoadSummary load(HttpHandler handler, String... options) {
    return client(handler, options).run();
  }

  private static void answer(HttpExchange exchange, int status, String version) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("x-version", version);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Test
  void stoppedLoadCountsWhatItSent() throws Exception {
    HttpHandler handler =
        exchange -> {
          served.getAndIncrement();
          answer(exchange, 200, "v1");
        };
    LoadClient client = client(handler, "--rps", "100", "--duration", "10m");
    Future<LoadSummary> running = threads.submit(client::run);
    while (served.get() < 10) {
      Thread.onSpinWait();
    }

    client.stop();

    LoadSummary summary = running.get(10, TimeUnit.SECONDS);
    assertThat(summary.requests()).isEqualTo(served.get());
    assertThat(summary.answers().statuses()).isEqualTo(Map.of("200", (long) served.get()));
    assertThat(summary.failures()).isEmpty();
  }

  @Test
  void countsStatusesAndVersions() {
    HttpHandler handler =
        exchange -> {
          int number = served.getAndIncrement();
          answer(exchange, number % 4 == 0 ? 503 : 200, number % 10 == 0 ? "v2" : "v1");
        };
    LoadSummary summary = load(handler, "--rps", "200", "--duration", "500ms");
    assertThat(summary.requests()).isEqualTo(100);
    assertThat(summary.answers().statuses()).isEqualTo(Map.of("200", 75L, "503", 25L));
    assertThat(summary.answers().versions()).isEqualTo(Map.of("v1", 90L, "v2", 10L));
    assertThat(summary.failures()).isEmpty();
  }

  @Test
  void failedRequestIsCountedAndNotRepeated() {
    HttpHandler handler =
        exchange -> {
          if (served.getAndIncrement() == 3) {
            exchange.close(); // without an answer
          } else {
            answer(exchange, 200, "v1");
          }
        };
    LoadSummary summary =
        load(handler, "--rps", "100", "--duration", "200ms", "--connections", "1");
    assertThat(served).hasValue(20);
    assertThat(summary.answers().statuses()).isEqualTo(Map.of("200", 19L));
    assertThat(summary.failures().values()).containsExactly(1L);
  }

  @Test
  void latencyCountsFromWhenTheRequestWasDue() {
    HttpHandler handler =
        exchange -> {
          if (served.getAndIncrement() == 0) {
            stall();
          }
          answer(exchange, 200, "v1");
        };
    LoadSummary summary =
        load(handler, "--rps", "100", "--duration", "200ms", "--connections", "1");
    // The one connection is held for 300 ms, so all others are late although they are served fast.
    assertThat(summary.latency().p50()).isGreaterThan(100);
    assertThat(summary.requests()).isEqualTo(20);
  }

  private static void stall() {
    long end = System.nanoTime() + 300_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void bodyIsSent() {
    AtomicInteger bytes = new AtomicInteger();
    HttpHandler handler =
        exchange -> {
          bytes.addAndGet(exchange.getRequestBody().readAllBytes().length);
          answer(exchange, 200, "v1");
        };
    load(handler, "--rps", "10", "--duration", "200ms", "--method=POST", "--body-bytes=20000");
    assertThat(bytes).hasValue(40_000);
  }

  @Test
  void percentilesAreNearestRanks() {
    long[] sorted = new long[100];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (i + 1) * 1_000_000L;
    }
    assertThat(LatencyMillis.of(sorted)).isEqualTo(new LatencyMillis(50, 90, 99, 100, 100));
    assertThat(LatencyMillis.of(new long[0])).isEqualTo(new LatencyMillis(0, 0, 0, 0, 0));
  }
}
