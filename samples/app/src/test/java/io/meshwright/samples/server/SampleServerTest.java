package io.meshwright.samples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleServerTest {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private SampleServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        SampleServer.start(
            new ServerConfig(
                new Identity("echo", "v2", "echo-1", "zone-a"),
                new Ports(0, 0, 0, 0, 0),
                null,
                Duration.ofMillis(200)));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.ports().http() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void answerSaysWhoWasAskedWhat() throws Exception {
    HttpResponse<String> response = send(request("/a?b=c"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("x-version")).hasValue("v2");
    assertThat(response.body())
        .contains("\"service\":\"echo\",\"version\":\"v2\",\"pod\":\"echo-1\",\"zone\":\"zone-a\"")
        .contains("\"path\":\"/a?b=c\"");
  }

  @Test
  void answerIsTextForThoseWhoAskForText() throws Exception {
    assertThat(send(request("/").header("Accept", "text/plain")).body())
        .startsWith("service=echo\nversion=v2\n");
  }

  @Test
  void plannedFaultsHitTheNextRequestsOnly() throws Exception {
    assertThat(send(request("/faults?status=503&count=2")).statusCode()).isEqualTo(200);
    assertThat(send(request("/healthz")).statusCode()).isEqualTo(200);
    assertThat(send(request("/")).statusCode()).isEqualTo(503);
    assertThat(send(request("/")).headers().firstValue("x-pod")).hasValue("echo-1");
    assertThat(send(request("/")).statusCode()).isEqualTo(200);
  }

  @Test
  void faultsWithoutCountLastUntilTheyAreTakenBack() throws Exception {
    send(request("/faults?status=500"));
    assertThat(send(request("/")).statusCode()).isEqualTo(500);
    assertThat(send(request("/")).statusCode()).isEqualTo(500);
    send(request("/faults?count=0"));
    assertThat(send(request("/")).statusCode()).isEqualTo(200);
  }

  @Test
  void requestsOwnHeadersMakeItFail() throws Exception {
    assertThat(send(request("/").header("x-fault-status", "418")).statusCode()).isEqualTo(418);
    long start = System.nanoTime();
    assertThat(send(request("/").header("x-fault-delay", "150")).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(149));
    assertThatThrownBy(() -> send(request("/").header("x-fault-reset", "true")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void headersComeBack() throws Exception {
    assertThat(send(request("/headers").header("X-Marker", "one")).body())
        .contains("\"x-marker\":\"one\"");
  }

  @Test
  void bodyComesBack() throws Exception {
    assertThat(send(request("/body").POST(BodyPublishers.ofString("marker"))).body())
        .isEqualTo("marker");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 304, 404, 503})
  void statusIsTheOneAskedFor(int status) throws Exception {
    assertThat(send(request("/status/" + status)).statusCode()).isEqualTo(status);
  }

  @Test
  void headHasNoBody() throws Exception {
    assertThat(send(request("/").HEAD()).body()).isEmpty();
  }

  @Test
  void delayTakesItsTime() throws Exception {
    long start = System.nanoTime();
    assertThat(send(request("/delay?ms=150")).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(149));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/delay", "/delay?ms=60001", "/delay?ms=-1", "/delay?ms=x"})
  void delayIsBounded(String path) throws Exception {
    assertThat(send(request(path)).statusCode()).isEqualTo(400);
  }

  @Test
  void requestInFlightIsAnsweredBeforeTheEnd() throws Exception {
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(request("/delay?ms=600").build(), BodyHandlers.ofString());
    assertThat(send(request("/healthz")).statusCode()).isEqualTo(200);
    server.drainAndStop();
    assertThat(slow.join().statusCode()).isEqualTo(200);
  }

  @Test
  void drainingServerStillAnswersAndClosesTheConnection() throws Exception {
    CompletableFuture<Void> drained = CompletableFuture.runAsync(server::drainAndStop);
    HttpResponse<String> response = send(request("/"));
    while (response.headers().firstValue("connection").isEmpty() && !drained.isDone()) {
      response = send(request("/"));
    }
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("connection")).hasValue("close");
    drained.join();
  }

  @Test
  void greetingComesBeforeTheClientSpeaks() throws Exception {
    try (Socket socket = new Socket("localhost", server.ports().greeting())) {
      assertThat(new Scanner(socket.getInputStream(), StandardCharsets.UTF_8).nextLine())
          .isEqualTo("echo-1 greets");
    }
  }

  @Test
  void tcpBytesComeBack() throws Exception {
    try (Socket socket = new Socket("localhost", server.ports().tcp())) {
      socket.getOutputStream().write("marker".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("marker");
    }
  }
}
