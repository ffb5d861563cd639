package io.meshwright.runtime.serving;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the connections of a server, so that a single one can be ended. gRPC itself only ends all
 * of them, or each by its age; but it answers the closing of a connection's Netty channel with an
 * orderly GOAWAY. The channels are seen where Netty hands them to their event loop.
 */
final class Connections implements ServerInterceptor {

  private final Map<SocketAddress, Channel> byPeer = new ConcurrentHashMap<>();
  private final EventLoopGroup acceptors = new MultiThreadIoEventLoopGroup(1, threads(), io());
  private final EventLoopGroup workers =
      new MultiThreadIoEventLoopGroup(0, threads(), io()) {
        @Override
        public ChannelFuture register(Channel channel) {
          remember(channel);
          return super.register(channel);
        }
      };

  /** Lets {@code builder} make a server whose connections are known here. */
  void serve(NettyServerBuilder builder) {
    builder
        .channelType(
            Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .bossEventLoopGroup(acceptors)
        .workerEventLoopGroup(workers);
  }

  /** Ends the threads; the server must have ended before. */
  void close() {
    // daemon threads: nobody waits for them
    var _ = acceptors.shutdownGracefully();
    var _ = workers.shutdownGracefully();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    SocketAddress peer = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return Contexts.interceptCall(
        Context.current().withValue(Connection.CONTEXT_KEY, () -> hangUp(peer)),
        call,
        headers,
        next);
  }

  private void remember(Channel channel) {
    SocketAddress peer = channel.remoteAddress();
    if (peer != null) {
      byPeer.put(peer, channel);
      var _ = channel.closeFuture().addListener(_ -> byPeer.remove(peer, channel));
    }
  }

  private void hangUp(@Nullable SocketAddress peer) {
    Channel channel = peer == null ? null : byPeer.get(peer);
    if (channel != null) {
      var _ = channel.close();
    }
  }

  private static IoHandlerFactory io() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  private static DefaultThreadFactory threads() {
    return new DefaultThreadFactory("grpc-io", true);
  }
}
