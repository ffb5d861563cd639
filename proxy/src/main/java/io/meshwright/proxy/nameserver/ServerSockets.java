package io.meshwright.proxy.nameserver;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens the sockets of the server. */
final class ServerSockets {

  /** Connections of one pod's application; more are closed at once. */
  private static final int MOST_CONNECTIONS = 200;

  /** Longer than the slowest answer takes. */
  private static final int IDLE_SECONDS = 10;

  private final EventLoop loop;
  private final Resolver resolver;
  private final ChannelGroup connections;

  ServerSockets(EventLoop loop, Resolver resolver) {
    this.loop = loop;
    this.resolver = resolver;
    this.connections = new DefaultChannelGroup(loop);
  }

  /** The sockets for UDP and TCP, on the same port also where the system chooses it. */
  List<Channel> open(InetSocketAddress address) throws IOException {
    Channel tcp = opened(address, stream().bind(address));
    try {
      return List.of(tcp, opened(address, datagram().bind(tcp.localAddress())));
    } catch (IOException e) {
      tcp.close();
      throw e;
    }
  }

  private static Channel opened(InetSocketAddress address, ChannelFuture bound) throws IOException {
    bound.awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot answer DNS on " + address, bound.cause());
    }
    return bound.channel();
  }

  private Bootstrap datagram() {
    return new Bootstrap()
        .group(loop)
        .channel(NioDatagramChannel.class)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Question.MOST_PAYLOAD))
        .handler(new DatagramHandler(resolver));
  }

  private ServerBootstrap stream() {
    return new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                serve(channel);
              }
            });
  }

  private void serve(SocketChannel channel) {
    if (connections.size() >= MOST_CONNECTIONS) {
      channel.close();
      return;
    }
    connections.add(channel);
    channel
        .pipeline()
        .addLast(
            new IdleStateHandler(0, 0, IDLE_SECONDS, TimeUnit.SECONDS),
            new LengthFieldBasedFrameDecoder(
                Exchange.MOST_MESSAGE_BYTES + Exchange.LENGTH_BYTES,
                0,
                Exchange.LENGTH_BYTES,
                0,
                Exchange.LENGTH_BYTES),
            new LengthFieldPrepender(Exchange.LENGTH_BYTES),
            new StreamHandler(resolver));
  }
}
