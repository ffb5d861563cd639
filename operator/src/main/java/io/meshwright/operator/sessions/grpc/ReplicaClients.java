package io.meshwright.operator.sessions.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.meshwright.crd.naming.Ports;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.sessions.ProxyTraffic;
import io.meshwright.operator.sessions.RenderException;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.ReplicaClient;
import io.meshwright.operator.sessions.ReplicaReport;
import io.meshwright.operator.sessions.RuntimeRenderer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Connects to replicas: TLS against the mesh's roots and the revision's own name, a token of the
 * operator's ServiceAccount. A few calls that mostly wait need neither native code nor more than
 * one thread.
 */
public final class ReplicaClients
    implements ReplicaClient.Factory, RuntimeRenderer.Factory, AutoCloseable {

  private final Path token;
  private final int port;
  private final OldRuntimeGauge gauge;
  private final ScheduledExecutorService executor;
  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("sessions-io", true), NioIoHandler.newFactory());

  /**
   * Makes a factory.
   *
   * @param token a file with a token whose audience is the operator's API
   * @param executor of one thread, on which everything is done
   */
  public ReplicaClients(Path token, ScheduledExecutorService executor) {
    this(token, Ports.RUNTIME_GRPC, Ports.RUNTIME_MONITORING, executor);
  }

  ReplicaClients(Path token, int port, int monitoringPort, ScheduledExecutorService executor) {
    this.token = token;
    this.port = port;
    this.gauge = new OldRuntimeGauge(monitoringPort);
    this.executor = executor;
  }

  @Override
  public ReplicaClient open(Replica replica, String roots, Consumer<ReplicaReport> listener) {
    ManagedChannel channel;
    try {
      channel = channel(replica, roots);
    } catch (SSLException | IllegalArgumentException e) {
      listener.accept(
          new ReplicaReport.Silent("the roots of its mesh cannot be used: " + e.getMessage()));
      return new NoClient();
    }
    GrpcReplicaClient client =
        new GrpcReplicaClient(replica, channel, new TokenFile(token), gauge, executor, listener);
    client.start();
    return client;
  }

  @Override
  public RuntimeRenderer connect(Replica replica, String roots) throws RenderException {
    try {
      return new GrpcRenderer(replica, channel(replica, roots), new TokenFile(token));
    } catch (SSLException | IllegalArgumentException e) {
      throw new RenderException(
          RenderException.Cause.FAILED, "the roots of its mesh cannot be used: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    var _ = io.shutdownGracefully();
  }

  private ManagedChannel channel(Replica replica, String roots) throws SSLException {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.ofLiteral(replica.address()), port))
        .overrideAuthority(replica.servingName())
        .sslContext(
            GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(new ByteArrayInputStream(roots.getBytes(StandardCharsets.US_ASCII)))
                .build())
        .channelType(NioSocketChannel.class)
        .eventLoopGroup(io)
        .executor(executor)
        .keepAliveTime(20, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        .disableRetry()
        .build();
  }

  /** For a replica that cannot be asked; another set of roots makes another client. */
  private record NoClient() implements ReplicaClient {
    @Override
    public void move(int sessions) {}

    @Override
    public CompletableFuture<List<ProxyTraffic>> traffic() {
      return CompletableFuture.failedFuture(noRoots());
    }

    @Override
    public CompletableFuture<Set<ProxyName>> nodes() {
      return CompletableFuture.failedFuture(noRoots());
    }

    private static IllegalStateException noRoots() {
      return new IllegalStateException("the roots of its mesh cannot be used");
    }

    @Override
    public void close() {}
  }
}
