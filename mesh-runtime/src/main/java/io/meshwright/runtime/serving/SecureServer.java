package io.meshwright.runtime.serving;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC server on 15012: TLS with the {@link ServingIdentity}; a client certificate is not
 * required, but verified if given. Calls run on virtual threads, so services may block.
 */
public final class SecureServer implements AutoCloseable {

  private static final long GRACE_SECONDS = 5;
  private static final int LARGEST_MESSAGE = 4 * 1024 * 1024;
  private static final int STREAMS_PER_CONNECTION = 100;

  /** A service, and who may call it. */
  public record Guarded(BindableService service, ServerInterceptor guard) {}

  private final Server server;
  private final Connections connections;
  private final ExecutorService executor;

  private SecureServer(Server server, Connections connections, ExecutorService executor) {
    this.server = server;
    this.connections = connections;
    this.executor = executor;
  }

  /**
   * Listens on {@code address} and returns.
   *
   * @throws IOException if the port cannot be bound
   */
  public static SecureServer start(
      InetSocketAddress address, ServingIdentity identity, List<Guarded> services)
      throws IOException {
    Connections connections = new Connections();
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                address,
                TlsServerCredentials.newBuilder()
                    .keyManager(new ServingKeyManager(identity))
                    .trustManager(new MeshTrustManager(identity::roots))
                    .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
                    .build())
            .executor(executor)
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .maxConcurrentCallsPerConnection(STREAMS_PER_CONNECTION)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    connections.serve(builder);
    services.forEach(
        guarded ->
            builder.addService(
                ServerInterceptors.intercept(guarded.service(), connections, guarded.guard())));
    return new SecureServer(builder.build().start(), connections, executor);
  }

  /** The port that was bound; differs from the wanted one if that was 0. */
  public int port() {
    return server.getPort();
  }

  /** Ends streams with a short grace, then by force. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException _) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    connections.close();
    executor.shutdownNow();
  }
}
