package io.meshwright.samples.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The running service: HTTP, gRPC and TCP on all addresses. */
public final class SampleServer implements AutoCloseable {

  private static final long QUIET_MILLIS = 0;
  private static final long LAST_BYTES_MILLIS = 2_000;

  private final ServerConfig config;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          Math.min(2, Runtime.getRuntime().availableProcessors()), NioIoHandler.newFactory());
  private final HttpEndpoint http;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Ports ports;

  private SampleServer(ServerConfig config) throws IOException {
    this.config = config;
    this.http = new HttpEndpoint(config.identity(), loops);
    parts.push(http);
    try {
      this.ports = listen(config);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Ports listen(ServerConfig config) throws IOException {
    Ports asked = config.ports();
    int plain = http.listen(asked.http(), null);
    int encrypted = config.tls() == null ? 0 : http.listen(asked.tls(), config.tls());
    GrpcEcho grpc = GrpcEcho.start(config.identity(), asked.grpc(), loops);
    parts.push(grpc);
    TcpEcho tcp = TcpEcho.start(asked.tcp(), "");
    parts.push(tcp);
    TcpEcho greeting = TcpEcho.start(asked.greeting(), config.identity().pod() + " greets\n");
    parts.push(greeting);
    return new Ports(plain, grpc.port(), tcp.port(), greeting.port(), encrypted);
  }

  /** Returns when all ports are open; the event loops then keep the process alive. */
  public static SampleServer start(ServerConfig config) throws IOException {
    return new SampleServer(config);
  }

  /** Where it listens; {@code tls} is 0 if nothing is served there. */
  public Ports ports() {
    return ports;
  }

  /**
   * Leaves without failing a request: for the drain time each answer closes its connection while
   * new ones are still accepted, since clients learn of the end of a pod only after SIGTERM. Then
   * requests in flight get time to finish. Returns when all is closed.
   */
  public void drainAndStop() {
    http.drain();
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
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("closing failed", e);
      }
    }
    loops
        .shutdownGracefully(QUIET_MILLIS, LAST_BYTES_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }
}
