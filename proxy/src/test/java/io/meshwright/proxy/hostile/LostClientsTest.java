package io.meshwright.proxy.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.ListenerFilter.Kind;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that reset or half-close their connection at any moment leave no open socket behind. */
final class LostClientsTest {
  private static final String LISTENER = "in";
  private static final String SERVER = "spiffe://cluster.local/ns/ns/sa/b";

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "PRI * HT", "GET / HTTP/1.1\r\nHo"})
  void resetInPlaintext(String sent) throws IOException {
    try (Upstream upstream = Upstream.echo("up");
        ProxyUnderTest proxy = http(upstream)) {
      lose(proxy, new Socket(), sent);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "\u0016\u0003\u0001", "PROXY TCP4 ", "GET / HTT"})
  void resetWhileTheFirstBytesAreAwaited(String sent) throws IOException {
    for (Kind filter :
        List.of(
            new Kind.TlsInspector(),
            new Kind.HttpInspector(),
            new Kind.ProxyProtocol(false, Set.of(1, 2)))) {
      try (Upstream upstream = Upstream.echo("up");
          ProxyUnderTest proxy = inspecting(upstream, filter)) {
        lose(proxy, new Socket(), sent);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "GET / HTTP/1.1\r\nHo"})
  void resetAfterTheHandshake(String sent) throws Exception {
    TestCa ca = new TestCa();
    try (Upstream upstream = Upstream.echo("up");
        ProxyUnderTest proxy = https(ca, upstream);
        Socket plain = new Socket()) {
      plain.connect(proxy.address(LISTENER));
      Socket tls =
          ca.peerContext("spiffe://cluster.local/ns/ns/sa/a")
              .getSocketFactory()
              .createSocket(plain, "b", plain.getPort(), false);
      tls.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
      tls.getOutputStream().flush();
      reset(proxy, plain);
    }
  }

  @Test
  void halfClosedBeforeHttpIsTold() throws IOException {
    try (Upstream upstream = Upstream.echo("up");
        ProxyUnderTest proxy = http(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send("PRI").shutdownOutput();
      assertThat(client.rest()).isEmpty();
      awaitNoConnection(proxy);
    }
  }

  private static void lose(ProxyUnderTest proxy, Socket socket, String sent) throws IOException {
    try (socket) {
      socket.connect(proxy.address(LISTENER));
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
      reset(proxy, socket);
    }
  }

  private static void reset(ProxyUnderTest proxy, Socket socket) throws IOException {
    await().untilAsserted(() -> assertThat(proxy.metrics()).contains(connections(1)));
    socket.setSoLinger(true, 0);
    socket.close();
    awaitNoConnection(proxy);
  }

  private static void awaitNoConnection(ProxyUnderTest proxy) {
    await()
        .atMost(Duration.ofSeconds(4))
        .untilAsserted(() -> assertThat(proxy.metrics()).contains(connections(0)));
  }

  private static String connections(int count) {
    return "meshwright_downstream_connections " + count + "\n";
  }

  private static ProxyUnderTest http(Upstream upstream) {
    return serving(upstream, Gen.listener(LISTENER, Gen.http(Gen.route("up"))));
  }

  private static ProxyUnderTest inspecting(Upstream upstream, Kind filter) {
    return serving(
        upstream,
        Gen.listener(
            LISTENER,
            List.of(new ListenerFilter(filter, new ListenerFilter.Predicate.Never())),
            new FilterChain(
                "any",
                FilterChainMatch.ANY,
                new TransportSocket.Raw(),
                Duration.ofSeconds(5),
                List.of(Gen.tcp("up")))));
  }

  private static ProxyUnderTest https(TestCa ca, Upstream upstream) {
    return new ProxyUnderTest()
        .with("default", ca.identity(SERVER))
        .with("ROOTCA", ca.roots())
        .with(Gen.cluster("up", upstream.address()))
        .with(
            Gen.listener(
                LISTENER,
                TestCa.server(List.of(), "default", "ROOTCA", "spiffe://"),
                Gen.http(Gen.route("up"))))
        .serve();
  }

  private static ProxyUnderTest serving(Upstream upstream, Listener listener) {
    return new ProxyUnderTest().with(Gen.cluster("up", upstream.address())).with(listener).serve();
  }
}
