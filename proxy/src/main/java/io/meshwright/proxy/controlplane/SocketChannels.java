package io.meshwright.proxy.controlplane;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Makes channels to a server on a Unix socket, with an event loop of their own: NIO has none. */
public final class SocketChannels implements AutoCloseable {
  private final Path socket;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("socket", true), EpollIoHandler.newFactory());

  /** Dials nothing yet. */
  public SocketChannels(Path socket) {
    this.socket = socket;
  }

  /** A new channel; nothing is dialled before its first call. Who may read the socket may ask. */
  public ManagedChannel open() {
    return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
        .eventLoopGroup(loop)
        .channelType(EpollDomainSocketChannel.class)
        .overrideAuthority("localhost")
        .usePlaintext()
        .directExecutor()
        .disableRetry()
        .build();
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
