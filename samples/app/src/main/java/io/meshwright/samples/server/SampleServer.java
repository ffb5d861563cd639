package io.meshwright.samples.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The running service: HTTP and TCP echo on all addresses, a virtual thread per request. */
public final class SampleServer implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final int LAST_REQUEST_SECONDS = 10;

  private final ServerConfig config;
  private final HttpServer http;
  private final ExecutorService requests;
  private final EchoResponder responder;
  private final TcpEcho tcp;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private SampleServer(
      ServerConfig config,
      HttpServer http,
      ExecutorService requests,
      EchoResponder responder,
      TcpEcho tcp) {
    this.config = config;
    this.http = http;
    this.requests = requests;
    this.responder = responder;
    this.tcp = tcp;
  }

  public static SampleServer start(ServerConfig config) throws IOException {
    // The JDK's server reads these once. Idle connections stay open longer than any client's pool
    // keeps them, so that a request never meets a connection that is just being closed.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "3600");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    HttpServer http = HttpServer.create(new InetSocketAddress(config.port()), BACKLOG);
    ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    EchoResponder responder = new EchoResponder(config);
    http.setExecutor(requests);
    http.createContext("/", responder);
    TcpEcho tcp;
    try {
      tcp = TcpEcho.start(config.tcpPort());
    } catch (IOException e) {
      http.stop(0);
      requests.close();
      throw e;
    }
    http.start();
    return new SampleServer(config, http, requests, responder, tcp);
  }

  /** Where HTTP is served. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  /** Where TCP is echoed. */
  public InetSocketAddress tcpAddress() {
    return tcp.address();
  }

  /**
   * Leaves without failing a request: for the drain time each answer closes its connection while
   * new ones are still accepted, since clients learn of the end of a pod only after SIGTERM. Then
   * requests in flight get time to finish. Returns when all is closed.
   */
  public void drainAndStop() {
    responder.closeConnections();
    try {
      if (!stopped.await(config.drain().toMillis(), TimeUnit.MILLISECONDS)) {
        close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  /** Ends at once what is idle, and waits for requests in flight. */
  @Override
  public void close() {
    stopped.countDown();
    http.stop(LAST_REQUEST_SECONDS);
    tcp.close();
    requests.close();
  }
}
