package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.snapshot.TransportSocket.ClientTls;
import io.meshwright.proxy.snapshot.TransportSocket.TlsParameters.Version;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client, proxy, TLS, proxy, server: each direction ends on its own, and nothing is lost. */
final class HalfClosedTcpTest {
  private static final String A = "spiffe://cluster.local/ns/ns/sa/a";
  private static final String B = "spiffe://cluster.local/ns/ns/sa/b";

  /** More than the kernel and two relays keep. */
  private static final String LONG = "0123456789abcdef".repeat(1 << 18);

  /** What is between the two proxies. */
  enum Link {
    PLAINTEXT(null),
    TLS_1_2(Version.TLS1_2),
    TLS_1_3(Version.TLS1_3);

    private final @Nullable Version version;

    Link(@Nullable Version version) {
      this.version = version;
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void aServerAnswersOnceTheClientHasEnded(Link link) throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  String all = client.rest();
                  client.send(all.length() + LONG);
                });
        Hops hops = new Hops(link, upstream);
        RawClient client = hops.connect()) {
      client.send(LONG);
      client.shutdownOutput();
      assertThat(client.rest()).isEqualTo(LONG.length() + LONG);
      hops.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void aClientThatSaysNothingIsAnswered(Link link) throws Exception {
    try (Upstream upstream = new Upstream((up, client) -> client.send("got " + client.rest()));
        Hops hops = new Hops(link, upstream);
        RawClient client = hops.connect()) {
      client.shutdownOutput();
      assertThat(client.rest()).isEqualTo("got ");
      hops.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void aServerThatHasEndedReadsOn(Link link) throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(1);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  client.send(LONG);
                  client.shutdownOutput();
                  received.add(client.rest());
                });
        Hops hops = new Hops(link, upstream);
        RawClient client = hops.connect()) {
      assertThat(client.rest()).isEqualTo(LONG);
      client.send(LONG);
      client.send("the end");
      client.shutdownOutput();
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(LONG + "the end");
      hops.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void bothMayEndAtOnce(Link link) throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(1);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  client.send("b");
                  client.shutdownOutput();
                  received.add(client.rest());
                });
        Hops hops = new Hops(link, upstream);
        RawClient client = hops.connect()) {
      client.send("a");
      client.shutdownOutput();
      assertThat(client.rest()).isEqualTo("b");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
      hops.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void aClientThatHasEndedIsToldOfTheServersReset(Link link) throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  client.send("half of it\n");
                  client.rest();
                  client.reset();
                });
        Hops hops = new Hops(link, upstream);
        RawClient client = hops.connect()) {
      assertThat(client.line()).isEqualTo("half of it");
      client.shutdownOutput();
      assertThatThrownBy(() -> client.bytes(1)).isInstanceOf(SocketException.class);
      hops.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void aServerThatHasEndedIsToldOfTheClientsReset(Link link) throws Exception {
    BlockingQueue<String> outcome = new ArrayBlockingQueue<>(1);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  client.shutdownOutput();
                  client.line();
                  try {
                    outcome.add("read " + client.bytes(1));
                  } catch (SocketException e) {
                    outcome.add("reset");
                  }
                });
        Hops hops = new Hops(link, upstream);
        RawClient client = hops.connect()) {
      client.send("half of it\n");
      assertThat(client.rest()).isEmpty();
      client.reset();
      assertThat(outcome.poll(10, TimeUnit.SECONDS)).isEqualTo("reset");
      hops.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void aServerThatStreamsIsToldOfTheResetOfAClientThatHadEnded(Link link) throws Exception {
    BlockingQueue<String> outcome = new ArrayBlockingQueue<>(1);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  client.rest();
                  try {
                    while (true) {
                      client.send(LONG);
                    }
                  } catch (SocketException e) {
                    outcome.add("reset");
                  }
                });
        Hops hops = new Hops(link, upstream);
        RawClient client = hops.connect()) {
      client.shutdownOutput();
      assertThat(client.bytes(100)).hasSize(100);
      client.reset();
      assertThat(outcome.poll(10, TimeUnit.SECONDS)).isEqualTo("reset");
      hops.awaitClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void whatIsHalfClosedAndIdleIsClosed(Link link) throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(2);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  client.shutdownOutput();
                  received.add("then " + client.rest());
                });
        Hops hops = new Hops(link, upstream, Duration.ofMillis(300));
        RawClient client = hops.connect()) {
      assertThat(client.rest()).isEmpty();
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("then ");
      hops.awaitClosed();
    }
  }

  @Test
  void aForeignClientMayEndFirst() throws Exception {
    TestCa ca = new TestCa();
    try (Upstream upstream = new Upstream((up, client) -> client.send(client.rest() + LONG));
        Hops hops = new Hops(ca, Link.TLS_1_3, upstream, TcpProxy.DEFAULT_IDLE_TIMEOUT);
        RawClient client =
            new RawClient(
                ca.peerContext(A)
                    .getSocketFactory()
                    .createSocket(Gen.LOOPBACK, hops.server.address("in").getPort()))) {
      client.send("hello");
      client.shutdownOutput();
      assertThat(client.rest()).isEqualTo("hello" + LONG);
      hops.awaitClosed();
    }
  }

  @Test
  void aForeignServerMayEndFirst() throws Exception {
    TestCa ca = new TestCa();
    BlockingQueue<String> received = new ArrayBlockingQueue<>(1);
    try (ServerSocket listening =
            ca.peerContext(B).getServerSocketFactory().createServerSocket(0, 1, Gen.LOOPBACK);
        Upstream upstream =
            new Upstream(
                listening,
                (up, client) -> {
                  client.send("b");
                  client.shutdownOutput();
                  received.add(client.rest());
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with("default", ca.identity(A))
                .with("ROOTCA", ca.roots())
                .with(
                    Gen.cluster(
                        "server",
                        new ClientTls(TestCa.client("default", "ROOTCA", B).context(), "b.ns"),
                        upstream.address()))
                .with(Gen.listener("out", Gen.tcp("server")))
                .serve();
        RawClient client = proxy.connect("out")) {
      assertThat(client.rest()).isEqualTo("b");
      client.send(LONG);
      client.shutdownOutput();
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(LONG);
    }
  }

  /** Two proxies in a row. */
  private static final class Hops implements AutoCloseable {
    private final ProxyUnderTest server;
    private final ProxyUnderTest client;

    Hops(Link link, Upstream upstream) {
      this(link, upstream, TcpProxy.DEFAULT_IDLE_TIMEOUT);
    }

    Hops(Link link, Upstream upstream, Duration idle) {
      this(new TestCa(), link, upstream, idle);
    }

    Hops(TestCa ca, Link link, Upstream upstream, Duration idle) {
      TransportSocket.Downstream accepts = new TransportSocket.Raw();
      TransportSocket.Upstream dials = new TransportSocket.Raw();
      if (link.version != null) {
        accepts = TestCa.server("default", "ROOTCA", "spiffe://cluster.local/");
        dials = TestCa.client(link.version, "default", "ROOTCA", B);
      }
      server =
          new ProxyUnderTest()
              .with("default", ca.identity(B))
              .with("ROOTCA", ca.roots())
              .with(Gen.cluster("app", upstream.address()))
              .with(Gen.listener("in", accepts, Gen.tcp("app", idle)))
              .serve();
      client =
          new ProxyUnderTest()
              .with("default", ca.identity(A))
              .with("ROOTCA", ca.roots())
              .with(Gen.cluster("server", dials, server.address("in")))
              .with(Gen.listener("out", Gen.tcp("server", idle)))
              .serve();
    }

    RawClient connect() throws IOException {
      return client.connect("out");
    }

    /** Nothing is left of the connection at either proxy. */
    void awaitClosed() {
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                assertThat(client.metrics()).contains("meshwright_downstream_connections 0\n");
                assertThat(server.metrics()).contains("meshwright_downstream_connections 0\n");
              });
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}
