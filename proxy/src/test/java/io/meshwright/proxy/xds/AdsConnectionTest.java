package io.meshwright.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.proxy.testing.Configs;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdsConnectionTest {
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ConfigurationThread thread = new ConfigurationThread();

  @AfterEach
  void stop() {
    thread.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void endsWhenNobodyListens() throws Exception {
    ProxyConfig config = Configs.plaintext(closedPort());
    CompletableFuture<Status> ended = new CompletableFuture<>();

    new AdsConnection(
        new ControlPlaneChannels(loop).open(config.discovery(), config.authentication()),
        new Metadata(),
        Node.getDefaultInstance(),
        thread,
        new AdsConnection.Events() {
          @Override
          public void received(AdsConnection from, DeltaDiscoveryResponse response) {
            ended.completeExceptionally(new AssertionError("an answer"));
          }

          @Override
          public void ended(AdsConnection from, Status status) {
            ended.complete(status);
          }
        });

    assertThat(ended)
        .succeedsWithin(10, TimeUnit.SECONDS)
        .extracting(Status::getCode)
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
