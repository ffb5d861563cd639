package io.meshwright.runtime.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The metrics port of a proxy on 127.0.0.1, which says what a test lets it say. */
public final class MetricsPages implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile String page = "";
  private volatile int status = 200;
  private volatile boolean stuck;

  private MetricsPages(HttpServer server) {
    this.server = server;
  }

  /** Listens on a free port. */
  public static MetricsPages start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
      MetricsPages pages = new MetricsPages(server);
      server.setExecutor(pages.executor);
      server.createContext(
          "/stats/prometheus",
          exchange -> {
            try (exchange) {
              byte[] body = pages.page.getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(pages.status, 0);
              try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
                out.flush();
                if (pages.stuck) {
                  pages.end.await();
                }
              }
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
          });
      server.start();
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What is answered from now on. */
  public void show(String text) {
    page = text;
  }

  /** With which status. */
  public void answerWith(int code) {
    status = code;
  }

  /** The page never ends. */
  public void getStuck() {
    stuck = true;
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    executor.shutdownNow();
  }
}
