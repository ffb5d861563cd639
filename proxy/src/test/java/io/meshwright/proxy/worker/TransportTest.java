package io.meshwright.proxy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.meshwright.proxy.socket.UnixChannels;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TransportTest {
  private static final int MORE_THAN_SOCKETS_BUFFER = 16 << 20;

  @TempDir private Path directory;
  private final List<EventLoopGroup> loops = new ArrayList<>();

  @AfterEach
  void stop() {
    loops.forEach(loop -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @Timeout(30)
  void clientThatEndedItsHalfGetsAllThatIsWritten(Transport transport) throws IOException {
    InetSocketAddress address = serve(transport, new AnswerAtEnd());

    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.shutdownOutput();

      assertThat(count(socket.getInputStream())).isEqualTo(MORE_THAN_SOCKETS_BUFFER);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @Timeout(30)
  void clientThatEndedItsHalfWhileReadingWasPausedIsReadToTheEnd(Transport transport)
      throws IOException {
    InetSocketAddress address = serve(transport, new AnswerAtEnd());

    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(AnswerAtEnd.PAUSE);
      socket.getOutputStream().write(new byte[1 << 16]);
      socket.shutdownOutput();

      assertThat(count(socket.getInputStream())).isEqualTo(MORE_THAN_SOCKETS_BUFFER);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @Timeout(30)
  void unixSocketsAreDialledAndServed(Transport transport) throws Exception {
    assumeThat(transport.works()).isTrue();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
    loops.add(loop);
    DomainSocketAddress address = new DomainSocketAddress(directory.resolve("s").toString());
    CompletableFuture<String> heard = new CompletableFuture<>();
    new ServerBootstrap()
        .group(loop)
        .channelFactory(transport.unixServerChannel())
        .childHandler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                heard.complete(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
                ReferenceCountUtil.release(message);
              }
            })
        .bind(transport.unixAddress(address))
        .sync();
    Class<? extends Channel> type = UnixChannels.client(transport.clientChannel());
    new Bootstrap()
        .group(loop)
        .channel(type)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(UnixChannels.address(address, type))
        .sync()
        .channel()
        .writeAndFlush(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII))
        .sync();

    assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
  }

  private InetSocketAddress serve(Transport transport, ChannelInboundHandlerAdapter handler) {
    assumeThat(transport.works()).isTrue();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
    loops.add(loop);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Channel server =
        new ServerBootstrap()
            .group(loop)
            .channelFactory(transport.serverChannel(loopback))
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(handler);
                  }
                })
            .bind(loopback, 0)
            .syncUninterruptibly()
            .channel();
    return (InetSocketAddress) server.localAddress();
  }

  private static long count(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 13];
    long total = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      total += read;
    }
    return total;
  }

  /** Answers when the client has ended its half; the first byte can make it pause before. */
  private static final class AnswerAtEnd extends ChannelInboundHandlerAdapter {
    static final int PAUSE = 1;

    private boolean paused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
      if (!paused) {
        paused = true;
        ctx.channel().config().setAutoRead(false);
        ctx.executor()
            .schedule(() -> ctx.channel().config().setAutoRead(true), 200, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        ctx.channel().config().setAutoRead(false);
        // when all that came has been handled, as if it had to be fetched first
        ctx.executor()
            .execute(
                () ->
                    ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[MORE_THAN_SOCKETS_BUFFER]))
                        .addListener(ChannelFutureListener.CLOSE));
      }
    }
  }
}
