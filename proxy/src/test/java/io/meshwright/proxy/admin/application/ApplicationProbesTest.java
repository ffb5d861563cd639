package io.meshwright.proxy.admin.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.grpc.Server;
import io.meshwright.proxy.admin.server.PageRequest;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.config.Application;
import io.meshwright.proxy.config.ApplicationProbe;
import io.meshwright.proxy.config.ApplicationProbe.Grpc;
import io.meshwright.proxy.config.ApplicationProbe.Header;
import io.meshwright.proxy.config.ApplicationProbe.Http;
import io.meshwright.proxy.config.ApplicationProbe.Tcp;
import io.meshwright.proxy.testing.HealthServer;
import io.meshwright.proxy.testing.TestCa;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApplicationProbesTest {
  private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String PATH = "/app-health/app/livez";

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
  private HttpServer application;

  @BeforeEach
  void start() throws Exception {
    application = HttpServer.create(new InetSocketAddress(LOCAL, 0), 0);
    application.createContext("/status/", this::status);
    application.createContext("/large", exchange -> send(exchange, 200, "x".repeat(100_000)));
    application.createContext("/loop", exchange -> redirect(exchange, "/loop"));
    application.createContext("/near", exchange -> redirect(exchange, "/status/204"));
    application.createContext("/far", exchange -> redirect(exchange, "http://far.example/"));
    application.start();
  }

  @AfterEach
  void stop() {
    application.stop(0);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void status(HttpExchange exchange) throws IOException {
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> seen.put(name.toLowerCase(Locale.ROOT), values));
    seen.put("peer", List.of(exchange.getRemoteAddress().getAddress().getHostAddress()));
    String path = exchange.getRequestURI().getPath();
    send(exchange, Integer.parseInt(path.substring("/status/".length())), "body");
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("location", to);
    send(exchange, 302, "elsewhere");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
    if (status != 204) {
      try (var out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  private int port() {
    return application.getAddress().getPort();
  }

  private Http get(String path) {
    return new Http(port(), path, false, List.of(), LONG);
  }

  private CompletableFuture<Reply> start(ApplicationProbe probe, HttpHeaders kubelet) {
    ApplicationProbes probes =
        new ApplicationProbes(
            new Application(Map.of(PATH, probe), null), group.next(), LOCAL, 15_020);
    return CompletableFuture.supplyAsync(
            () -> probes.answer(new PageRequest("GET", PATH, "", kubelet, LOCAL)), group.next())
        .thenCompose(reply -> reply);
  }

  private Reply probe(ApplicationProbe probe) {
    return start(probe, new DefaultHttpHeaders()).join();
  }

  private static int refusingPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOCAL)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void statusAndBodyArePassedOn() {
    assertThat(probe(get("/status/200"))).isEqualTo(Reply.text(200, "body"));
    assertThat(probe(get("/status/404?x=y"))).isEqualTo(Reply.text(404, "body"));
    assertThat(probe(get("/status/503")).status()).isEqualTo(503);
  }

  @Test
  void bodyIsCutWhereTheKubeletStopsReading() {
    assertThat(probe(get("/large")).body()).hasSize(10 * 1024);
  }

  @Test
  void headersOfTheKubeletAreSentFromTheAddressThatIsNotCaptured() {
    HttpHeaders kubelet =
        new DefaultHttpHeaders()
            .set("host", "10.0.0.7:15020")
            .set("user-agent", "kube-probe/1.34")
            .set("x-probe", "kubelet");
    Http probe =
        new Http(
            port(),
            "/status/200",
            false,
            List.of(new Header("X-Probe", "pod"), new Header("X-Other", "pod")),
            LONG);
    assertThat(start(probe, kubelet).join().status()).isEqualTo(200);
    assertThat(seen)
        .containsEntry("host", List.of("10.0.0.7:" + port()))
        .containsEntry("user-agent", List.of("kube-probe/1.34"))
        .containsEntry("x-probe", List.of("kubelet"))
        .containsEntry("x-other", List.of("pod"))
        .containsEntry("peer", List.of("127.0.0.6"));
  }

  @Test
  void redirectsAreFollowedOnTheSameHostOnly() {
    assertThat(probe(get("/near")).status()).isEqualTo(204);
    assertThat(probe(get("/far")).status()).isEqualTo(200);
    assertThat(probe(get("/loop")).status()).isEqualTo(500);
  }

  @Test
  void certificatesAreNotVerified() throws Exception {
    HttpsServer secure = HttpsServer.create(new InetSocketAddress(LOCAL, 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(new TestCa().peerContext("spiffe://x/y")));
    secure.createContext("/", exchange -> send(exchange, 200, "secure"));
    secure.start();
    try {
      int port = secure.getAddress().getPort();
      assertThat(probe(new Http(port, "/", true, List.of(), LONG)))
          .isEqualTo(Reply.text(200, "secure"));
      assertThat(probe(new Http(port, "/", false, List.of(), LONG)).status()).isNotEqualTo(200);
    } finally {
      secure.stop(0);
    }
  }

  @Test
  void refusedConnectionsFail() throws IOException {
    int port = refusingPort();
    assertThat(probe(new Http(port, "/", false, List.of(), LONG)).status()).isEqualTo(500);
    assertThat(probe(new Tcp(port, LONG)).status()).isEqualTo(500);
    assertThat(probe(new Grpc(port, "", LONG)).status()).isEqualTo(500);
  }

  @Test
  void silentApplicationsFailWhenTheTimeIsOver() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 8, LOCAL)) {
      Duration brief = Duration.ofMillis(50);
      Http http = new Http(silent.getLocalPort(), "/", false, List.of(), brief);
      assertThat(probe(http).status()).isEqualTo(500);
      assertThat(probe(new Grpc(silent.getLocalPort(), "", brief)).status()).isEqualTo(500);
    }
  }

  @Test
  void whoHangsUpEndsTheProbe() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 8, LOCAL)) {
      HttpHeaders none = new DefaultHttpHeaders();
      Http probe = new Http(silent.getLocalPort(), "/", false, List.of(), LONG);
      CompletableFuture<CompletableFuture<Reply>> started = new CompletableFuture<>();
      ApplicationProbes probes =
          new ApplicationProbes(
              new Application(Map.of(PATH, probe), null), group.next(), LOCAL, 15_020);
      group.execute(
          () -> started.complete(probes.answer(new PageRequest("GET", PATH, "", none, LOCAL))));
      try (Socket accepted = silent.accept()) {
        accepted.setSoTimeout((int) LONG.toMillis());
        assertThat(accepted.getInputStream().read()).isEqualTo('G');
        started.thenAcceptAsync(reply -> reply.cancel(false), group.next()).join();
        assertThat(accepted.getInputStream().readAllBytes()).asString().startsWith("ET / ");
      }
    }
  }

  @Test
  void openPortIsEnoughForTcp() {
    assertThat(probe(new Tcp(port(), LONG)).status()).isEqualTo(200);
  }

  @Test
  void grpcServiceMustBeServing() throws IOException {
    Server server = HealthServer.start(Map.of("", 1, "broken", 2));
    try {
      assertThat(probe(new Grpc(server.getPort(), "", LONG)).status()).isEqualTo(200);
      assertThat(probe(new Grpc(server.getPort(), "broken", LONG)).status()).isEqualTo(500);
      assertThat(probe(new Grpc(server.getPort(), "unknown", LONG)).status()).isEqualTo(500);
    } finally {
      server.shutdownNow();
    }
  }
}
