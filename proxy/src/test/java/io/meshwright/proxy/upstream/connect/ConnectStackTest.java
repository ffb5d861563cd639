package io.meshwright.proxy.upstream.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.meshwright.proxy.snapshot.Cluster.TcpKeepalive;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ConnectStackTest {
  private static Channel connect(TcpKeepalive keepalive, EventLoop loop, ServerSocket server)
      throws Exception {
    CompletableFuture<Channel> connected = new CompletableFuture<>();
    ConnectStack stack =
        new ConnectStack(
            List.of(new InetSocketAddress(server.getInetAddress(), server.getLocalPort())),
            List.of(),
            null,
            Duration.ofMinutes(1),
            keepalive,
            List.of());
    loop.execute(
        () ->
            stack.connect(
                loop,
                EpollSocketChannel.class,
                new ConnectListener() {
                  @Override
                  public void connected(Channel channel) {
                    connected.complete(channel);
                  }

                  @Override
                  public void failed(ConnectFailure failure) {
                    connected.completeExceptionally(new IllegalStateException(failure.reason()));
                  }
                }));
    return connected.get(1, TimeUnit.MINUTES);
  }

  @Test
  void keepaliveReachesTheSocket() throws Exception {
    assumeTrue(Epoll.isAvailable());
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EventLoop loop = group.next();
      Channel all =
          connect(
              new TcpKeepalive(7, Duration.ofSeconds(120), Duration.ofSeconds(11)), loop, server);
      EpollSocketChannelConfig config = (EpollSocketChannelConfig) all.config();
      assertThat(config.isKeepAlive()).isTrue();
      assertThat(config.getTcpKeepCnt()).isEqualTo(7);
      assertThat(config.getTcpKeepIdle()).isEqualTo(120);
      assertThat(config.getTcpKeepIntvl()).isEqualTo(11);
      all.close();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.MINUTES);
    }
  }
}
