package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.HealthCheck;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Upstreams that learn whose connection it is. */
final class UpstreamProxyProtocolTest {
  private static final String LISTENER = "it";

  /** HAProxy's proxy-protocol.txt, section 2.2. */
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  private final BlockingQueue<String> headers = new LinkedBlockingQueue<>();

  private Upstream upstream() throws IOException {
    return new Upstream(
        (self, client) -> {
          headers.add(client.line());
          while (!self.head(client).isEmpty()) {
            client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
          }
        });
  }

  private static ReadyCluster cluster(Upstream upstream, int version) {
    return Gen.cluster(
        "up", new TransportSocket.ProxyProtocol(version, Gen.RAW), upstream.address());
  }

  private String header() throws InterruptedException {
    return headers.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void aConnectionBeginsWithTheAddressesOfItsClient() throws Exception {
    try (Upstream upstream = upstream();
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(cluster(upstream, 1))
                .with(Gen.listener(LISTENER, Gen.tcp("up")))
                .serve();
        Socket socket = new Socket()) {
      socket.connect(proxy.address(LISTENER));
      assertThat(header())
          .isEqualTo(
              "PROXY TCP4 127.0.0.1 127.0.0.1 "
                  + socket.getLocalPort()
                  + " "
                  + proxy.address(LISTENER).getPort());
    }
  }

  @Test
  void clientsShareNoConnection() throws Exception {
    try (Upstream upstream = upstream();
        ProxyUnderTest proxy = ProxyUnderTest.forwarding(LISTENER, cluster(upstream, 1));
        RawClient one = proxy.connect(LISTENER);
        RawClient two = proxy.connect(LISTENER)) {
      for (RawClient client : List.of(one, two, one, two)) {
        assertThat(client.get("/").read().body()).isEqualTo("ok");
      }
      assertThat(upstream.connections()).isEqualTo(2);
      assertThat(header()).isNotEqualTo(header());
    }
  }

  @Test
  void version2HasItsSignatureAndNamesTheClient() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Upstream upstream =
            new Upstream((_, client) -> seen.add(client.bytes(SIGNATURE.length() + 16)));
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(cluster(upstream, 2))
                .with(Gen.listener(LISTENER, Gen.tcp("up")))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      client.send("x");
      // PROXY, TCP over IPv4, 12 bytes of addresses, the first of which is the client's
      assertThat(seen.poll(10, TimeUnit.SECONDS))
          .startsWith(SIGNATURE + "\41\21\0\14\177\0\0\1\177\0\0\1");
    }
  }

  @Test
  void aHealthCheckIsNobodys() throws Exception {
    HealthCheck check =
        new HealthCheck(
            new HealthCheck.Timing(
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ZERO,
                0),
            1,
            1,
            new HealthCheck.Probe.Tcp("", List.of()));
    try (Upstream upstream = upstream();
        ProxyUnderTest _ =
            ProxyUnderTest.forwarding(
                LISTENER, ChangedCluster.checked(cluster(upstream, 1), check))) {
      assertThat(header()).isEqualTo("PROXY UNKNOWN");
    }
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Upstream upstream =
            new Upstream((_, client) -> seen.add(client.bytes(SIGNATURE.length() + 4)));
        ProxyUnderTest _ =
            ProxyUnderTest.forwarding(
                LISTENER, ChangedCluster.checked(cluster(upstream, 2), check))) {
      // LOCAL, unspecified, no addresses
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(SIGNATURE + "\40\0\0\0");
    }
  }

  @Test
  void theHeaderComesBeforeTls() throws Exception {
    TestCa ca = new TestCa();
    TransportSocket.ProxyProtocol over =
        new TransportSocket.ProxyProtocol(
            1, TestCa.client("default", "ROOTCA", "spiffe://cluster.local/ns/ns/sa/b"));
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Upstream upstream =
            new Upstream(
                (_, client) -> {
                  client.line();
                  seen.add(client.bytes(1));
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with("default", ca.identity("spiffe://cluster.local/ns/ns/sa/a"))
                .with("ROOTCA", ca.roots())
                .with(Gen.cluster("up", over, upstream.address()))
                .with(Gen.listener(LISTENER, Gen.tcp("up")))
                .serve();
        RawClient _ = proxy.connect(LISTENER)) {
      // a record of the handshake (RFC 8446 section 5.1)
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("\26");
    }
  }
}
