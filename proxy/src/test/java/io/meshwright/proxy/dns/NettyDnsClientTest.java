package io.meshwright.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.dns.DnsClient.Answer;
import io.meshwright.proxy.snapshot.Cluster.LookupFamily;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NettyDnsClientTest {
  private EventLoopGroup group;
  private FakeDns server;
  private NettyDnsClient client;

  @BeforeEach
  void start() throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    server = new FakeDns(group);
    client =
        new NettyDnsClient(
            group.next(), new SingletonDnsServerAddressStreamProvider(server.address()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Answer resolve(String name, LookupFamily family) throws Exception {
    return client.resolve(name, family).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static InetAddress ip(String text) {
    return InetAddress.ofLiteral(text);
  }

  @Test
  void theShortestLifeOfAnAnswerCounts() throws Exception {
    server.has("both.test.", 30, "10.0.0.1").has("both.test.", 7, "10.0.0.2");
    assertThat(resolve("both.test.", LookupFamily.V4_ONLY))
        .isEqualTo(new Answer(List.of(ip("10.0.0.1"), ip("10.0.0.2")), Duration.ofSeconds(7)));
  }

  @Test
  void theFamilySaysWhichAddressesAreUsed() throws Exception {
    server.has("both.test.", 30, "10.0.0.1").has("both.test.", 30, "fd00::1");
    server.has("old.test.", 30, "10.0.0.3");
    assertThat(resolve("both.test.", LookupFamily.AUTO).addresses()).containsExactly(ip("fd00::1"));
    assertThat(resolve("old.test.", LookupFamily.AUTO).addresses()).containsExactly(ip("10.0.0.3"));
    assertThat(resolve("both.test.", LookupFamily.V4_PREFERRED).addresses())
        .containsExactly(ip("10.0.0.1"));
    assertThat(resolve("old.test.", LookupFamily.V6_ONLY).addresses()).isEmpty();
    assertThat(resolve("both.test.", LookupFamily.ALL).addresses())
        .containsExactly(ip("10.0.0.1"), ip("fd00::1"));
  }

  @Test
  void aNameThatDoesNotExistIsAnAnswer() throws Exception {
    assertThat(resolve("none.test.", LookupFamily.V4_ONLY))
        .isEqualTo(new Answer(List.of(), Duration.ZERO));
  }

  @Test
  void aServerThatFailsIsAFailure() {
    server.fails("broken.test.");
    assertThat(client.resolve("broken.test.", LookupFamily.V4_ONLY))
        .failsWithin(Duration.ofSeconds(30));
  }
}
