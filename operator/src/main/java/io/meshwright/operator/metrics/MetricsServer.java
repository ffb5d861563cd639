package io.meshwright.operator.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;

/**
 * Serves {@code /metrics} over TLS to callers with a bearer token that the {@link Gatekeeper}
 * admits. Nothing is told to others, not even what there is.
 */
public final class MetricsServer implements AutoCloseable {

  private static final String PATH = "/metrics";
  private static final String BEARER = "Bearer ";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** Tokens that are looked at at once: whoever sends nonsense must not load the API server. */
  private static final int AT_ONCE = 4;

  private final HttpsServer server;
  private final ExecutorService executor;
  private final Gatekeeper gatekeeper;
  private final Supplier<String> page;
  private final Semaphore judging = new Semaphore(AT_ONCE);

  private MetricsServer(
      HttpsServer server, ExecutorService executor, Gatekeeper gatekeeper, Supplier<String> page) {
    this.server = server;
    this.executor = executor;
    this.gatekeeper = gatekeeper;
    this.page = page;
  }

  /**
   * Listens and returns.
   *
   * @param keys are asked for the certificate at each handshake
   * @param page the text of the moment, in Prometheus' format
   * @throws IOException if the port cannot be bound
   */
  public static MetricsServer start(
      InetSocketAddress address, X509KeyManager keys, Gatekeeper gatekeeper, Supplier<String> page)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("metrics-", 0).factory());
    server.setExecutor(executor);
    MetricsServer started = new MetricsServer(server, executor, gatekeeper, page);
    server.createContext("/", started::answer);
    server.start();
    return started;
  }

  private static SSLContext context(X509KeyManager keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<String> token =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
              .filter(value -> value.startsWith(BEARER))
              .map(value -> value.substring(BEARER.length()).strip());
      if (token.isEmpty()) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        refuse(exchange, 401);
        return;
      }
      if (!judging.tryAcquire()) {
        refuse(exchange, 429);
        return;
      }
      Gatekeeper.Verdict verdict;
      try {
        verdict = gatekeeper.judge(token.get());
      } finally {
        judging.release();
      }
      switch (verdict) {
        case UNKNOWN -> refuse(exchange, 401);
        case FORBIDDEN -> refuse(exchange, 403);
        case ADMITTED -> serve(exchange);
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      refuse(exchange, 404);
    } else if (!exchange.getRequestMethod().equals("GET")) {
      refuse(exchange, 405);
    } else {
      byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", TEXT);
      exchange.sendResponseHeaders(200, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static void refuse(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
