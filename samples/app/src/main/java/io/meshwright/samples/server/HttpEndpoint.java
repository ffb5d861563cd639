package io.meshwright.samples.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP on one or two ports, of which the second is encrypted. Event loops carry bytes, a virtual
 * thread answers each request.
 */
final class HttpEndpoint implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final int LAST_REQUEST_SECONDS = 10;

  private final Identity identity;
  private final EchoResponder responder;
  private final EventLoopGroup loops;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ChannelGroup listeners = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile boolean draining;

  /** {@code loops} stay the caller's. */
  HttpEndpoint(Identity identity, EventLoopGroup loops) {
    this.identity = identity;
    this.responder = new EchoResponder(identity);
    this.loops = loops;
  }

  /** Returns the port. */
  int listen(int port, @Nullable TlsFiles tls) throws IOException {
    SslContext context = tls == null ? null : context(tls);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new HttpPipeline(this, context));
    // throws the IOException of a port that is taken
    Channel listener = bootstrap.bind(port).syncUninterruptibly().channel();
    listeners.add(listener);
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private static SslContext context(TlsFiles files) throws IOException {
    return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
        .sslProvider(SslProvider.JDK)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }

  Identity identity() {
    return identity;
  }

  EchoResponder responder() {
    return responder;
  }

  ExecutorService workers() {
    return workers;
  }

  void opened(Channel connection) {
    connections.add(connection);
  }

  /** Whether each answer is the last one of its connection. */
  boolean draining() {
    return draining;
  }

  /** From now on each answer is the last one of its connection, and HTTP/2 clients are told. */
  void drain() {
    draining = true;
    for (Channel connection : connections) {
      if (connection.pipeline().get(Http2FrameCodec.class) != null) {
        connection.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
      }
    }
  }

  /** Accepts nothing more, waits for requests in flight, and closes all connections. */
  @Override
  public void close() {
    listeners.close().awaitUninterruptibly();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(LAST_REQUEST_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    // the last answers are written by now, or wait for the loop that closes after them
    connections.close().awaitUninterruptibly();
  }
}
