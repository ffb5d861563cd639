package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

final class TcpAndTlsTest {
  private static final String A = "spiffe://cluster.local/ns/ns/sa/a";
  private static final String B = "spiffe://cluster.local/ns/ns/sa/b";

  /** More than the kernel and the relay keep. */
  private static final String LONG = "0123456789abcdef".repeat(1 << 18);

  @Test
  void bytesPassBothWaysAndEachHalfClosesOnItsOwn() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  String all = client.rest();
                  client.send("got " + all);
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener("tcp", Gen.tcp("up")))
                .serve();
        RawClient client = proxy.connect("tcp")) {
      client.send("hello");
      client.shutdownOutput();
      assertThat(client.rest()).isEqualTo("got hello");
    }
  }

  @Test
  void aServerMaySpeakFirst() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  client.send("banner\n");
                  client.rest();
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener("tcp", Gen.tcp("up")))
                .serve();
        RawClient client = proxy.connect("tcp")) {
      assertThat(client.line()).isEqualTo("banner");
    }
  }

  @Test
  void anUpstreamThatDoesNotReadStopsTheClient() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicLong sent = new AtomicLong();
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  try {
                    release.await();
                  } catch (InterruptedException _) {
                    return;
                  }
                  client.rest();
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener("tcp", Gen.tcp("up")))
                .serve();
        RawClient client = proxy.connect("tcp")) {
      String block = "x".repeat(1 << 16);
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 4096; i++) {
                        client.send(block);
                        sent.addAndGet(block.length());
                      }
                    } catch (java.io.IOException _) {
                      // the test is over
                    }
                  });
      AtomicLong before = new AtomicLong(-1);
      await()
          .pollInterval(java.time.Duration.ofMillis(300))
          .until(() -> before.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
      // what fits into the kernel's buffers and the relay's, far from the 256 MiB on offer
      assertThat(sent.get()).isLessThan(32L << 20);
      release.countDown();
      writer.join();
      assertThat(sent.get()).isEqualTo(256L << 20);
    }
  }

  @Test
  void mutualTlsCarriesRequestsBetweenTwoHops() throws Exception {
    TestCa ca = new TestCa();
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(ca, upstream, "spiffe://cluster.local/");
        ProxyUnderTest client = client(ca, server, B);
        RawClient raw = client.connect("out")) {
      assertThat(raw.get("/").read().body()).isEqualTo("b");
      await()
          .until(() -> client.metric("istio_requests_total", "destination_principal=\"" + B) == 1);
    }
  }

  @Test
  void aServerWithAnotherNameIsRefused() throws Exception {
    TestCa ca = new TestCa();
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(ca, upstream, "spiffe://cluster.local/");
        ProxyUnderTest client = client(ca, server, A);
        RawClient raw = client.connect("out")) {
      RawClient.Response response = raw.get("/").read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.body()).contains("no accepted name");
      assertThat(upstream.connections()).isZero();
    }
  }

  @Test
  void aClientOfAnotherTrustDomainIsRefused() throws Exception {
    TestCa ca = new TestCa();
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(ca, upstream, "spiffe://elsewhere/");
        ProxyUnderTest client = client(ca, server, B);
        RawClient raw = client.connect("out")) {
      assertThat(raw.get("/").read().status()).isEqualTo(503);
      assertThat(upstream.connections()).isZero();
    }
  }

  @Test
  void plaintextDoesNotPassAListenerThatWantsMutualTls() throws Exception {
    TestCa ca = new TestCa();
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(ca, upstream, "spiffe://cluster.local/");
        RawClient raw = server.connect("in")) {
      Assertions.assertThatThrownBy(() -> raw.get("/").read())
          .isInstanceOfAny(
              SocketException.class,
              NumberFormatException.class,
              StringIndexOutOfBoundsException.class);
      assertThat(upstream.connections()).isZero();
    }
  }

  @Test
  void allBytesOfAConnectionPassMutualTlsBeforeItsEnd() throws Exception {
    TestCa ca = new TestCa();
    try (Upstream upstream = new Upstream((up, client) -> client.send(client.line() + LONG));
        ProxyUnderTest server = tcpServer(ca, upstream);
        ProxyUnderTest client = tcpClient(ca, server);
        RawClient raw = client.connect("out")) {
      raw.send("hello\n");
      assertThat(raw.rest()).hasSize("hello".length() + LONG.length());
    }
  }

  private static ProxyUnderTest tcpServer(TestCa ca, Upstream upstream) {
    return new ProxyUnderTest()
        .with("default", ca.identity(B))
        .with("ROOTCA", ca.roots())
        .with(Gen.cluster("app", upstream.address()))
        .with(
            Gen.listener(
                "in",
                TestCa.server("default", "ROOTCA", "spiffe://cluster.local/"),
                Gen.tcp("app")))
        .serve();
  }

  private static ProxyUnderTest tcpClient(TestCa ca, ProxyUnderTest server) {
    return new ProxyUnderTest()
        .with("default", ca.identity(A))
        .with("ROOTCA", ca.roots())
        .with(Gen.cluster("server", TestCa.client("default", "ROOTCA", B), server.address("in")))
        .with(Gen.listener("out", Gen.tcp("server")))
        .serve();
  }

  private static ProxyUnderTest server(TestCa ca, Upstream upstream, String trusted) {
    return new ProxyUnderTest()
        .with("default", ca.identity(B))
        .with("ROOTCA", ca.roots())
        .with(Gen.cluster("app", upstream.address()))
        .with(
            Gen.listener(
                "in", TestCa.server("default", "ROOTCA", trusted), Gen.http(Gen.route("app"))))
        .serve();
  }

  private static ProxyUnderTest client(TestCa ca, ProxyUnderTest server, String expected) {
    return new ProxyUnderTest()
        .with("default", ca.identity(A))
        .with("ROOTCA", ca.roots())
        .with(
            Gen.cluster(
                "server", TestCa.client("default", "ROOTCA", expected), server.address("in")))
        .with(Gen.listener("out", Gen.http(Gen.route("server"))))
        .serve();
  }
}
