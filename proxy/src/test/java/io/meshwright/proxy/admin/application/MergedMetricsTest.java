package io.meshwright.proxy.admin.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshwright.proxy.admin.server.PageRequest;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.config.Application;
import io.meshwright.proxy.config.Application.ScrapeTarget;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MergedMetricsTest {
  private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private HttpServer application;
  private volatile int status = 200;
  private volatile String contentType = "text/plain; version=0.0.4";
  private volatile String body = "app 1";

  @BeforeEach
  void start() throws Exception {
    application = HttpServer.create(new InetSocketAddress(LOCAL, 0), 0);
    application.createContext(
        "/metrics",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("content-type", contentType);
          exchange.sendResponseHeaders(status, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    application.start();
  }

  @AfterEach
  void stop() {
    application.stop(0);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Reply scrape() {
    return scrape(new ScrapeTarget(application.getAddress().getPort(), "/metrics", false), "30");
  }

  private Reply scrape(@Nullable ScrapeTarget target, String seconds) {
    MergedMetrics metrics =
        new MergedMetrics(new Application(Map.of(), target), group.next(), LOCAL, () -> "own 1\n");
    PageRequest request =
        new PageRequest(
            "GET",
            "/metrics",
            "",
            new DefaultHttpHeaders().set("X-Prometheus-Scrape-Timeout-Seconds", seconds),
            LOCAL);
    return CompletableFuture.supplyAsync(() -> metrics.answer(request), group.next())
        .thenCompose(reply -> reply)
        .join();
  }

  private static String failures(int count) {
    return "istio_agent_scrape_failures_total{type=\"application\"} " + count + "\n";
  }

  private static void isOwnOnly(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).startsWith("own 1\n").endsWith(failures(1)).doesNotContain("app 1");
  }

  @Test
  void applicationComesAfterTheProxyAndEndsItsLine() {
    Reply reply = scrape();
    assertThat(reply.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(reply.body()).startsWith("own 1\n").endsWith(failures(0) + "app 1\n");
  }

  @Test
  void openMetricsStayOpenMetrics() {
    contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    body = "app 1\n# EOF\n";
    Reply reply = scrape();
    assertThat(reply.contentType()).isEqualTo(contentType);
    assertThat(reply.body()).endsWith("app 1\n# EOF\n");
  }

  @Test
  void withoutTargetThereIsOnlyTheProxy() {
    assertThat(scrape(null, "30").body()).startsWith("own 1\n").endsWith(failures(0));
  }

  @Test
  void failuresOfTheApplicationLeaveTheProxysMetrics() throws Exception {
    status = 503;
    isOwnOnly(scrape());
    status = 200;
    contentType = "application/vnd.google.protobuf; encoding=delimited";
    isOwnOnly(scrape());
    try (ServerSocket silent = new ServerSocket(0, 1, LOCAL)) {
      isOwnOnly(scrape(new ScrapeTarget(silent.getLocalPort(), "/metrics", false), "0.05"));
    }
  }

  @Test
  void metricsLargerThanTheProxyCanHoldAreLeftOut() {
    body = "app 1\n".repeat(3 << 20);
    isOwnOnly(scrape());
  }
}
