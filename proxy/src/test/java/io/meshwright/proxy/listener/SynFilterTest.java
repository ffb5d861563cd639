package io.meshwright.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SynFilterTest {

  @ParameterizedTest
  @CsvSource({"127.0.0.1, INET", "::1, INET6"})
  void nobodyNewConnectsAndNobodyIsCutOff(String address, SocketProtocolFamily family)
      throws Exception {
    assumeTrue(Epoll.isAvailable());
    var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try (Socket before = new Socket();
        Socket after = new Socket()) {
      Channel listening =
          new ServerBootstrap()
              .group(group)
              .channelFactory(() -> new EpollServerSocketChannel(family))
              .childHandler(new Echo())
              .bind(new InetSocketAddress(InetAddress.getByName(address), 0))
              .sync()
              .channel();
      before.setSoTimeout(10_000);
      before.connect(listening.localAddress());

      SynFilter.attach(listening);

      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> after.connect(listening.localAddress(), 200));
      before.getOutputStream().write('a');
      assertThat(before.getInputStream().read()).isEqualTo('a');
    } finally {
      group.shutdownGracefully();
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      ctx.writeAndFlush(bytes);
    }
  }
}
