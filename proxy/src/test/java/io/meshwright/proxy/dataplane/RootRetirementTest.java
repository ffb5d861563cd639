package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that were opened with certificates of a root end when the root is trusted no more.
 */
final class RootRetirementTest {
  private static final String A = "spiffe://cluster.local/ns/ns/sa/a";
  private static final String B = "spiffe://cluster.local/ns/ns/sa/b";
  private static final EndingPace SOON = new EndingPace(Duration.ZERO, Duration.ofSeconds(10));
  private static final String OPENED = "envoy_cluster_upstream_cx_total";

  private final TestCa old = new TestCa();
  private final TestCa next = new TestCa();
  private final Secret.Roots both = old.rootsWith(next);

  /** Which of two proxies hears of the change, or hears of it first. */
  enum Side {
    SERVER,
    CLIENT
  }

  private ProxyUnderTest server(EndingPace pace, Upstream upstream, String alpn) {
    return new ProxyUnderTest(pace)
        .with("default", old.identity(B))
        .with("ROOTCA", both)
        .with(Gen.cluster("app", upstream.address()))
        .with(
            Gen.listener(
                "in",
                TestCa.server(List.of(alpn), "default", "ROOTCA", "spiffe://"),
                Gen.http(Gen.route("app"))))
        .serve();
  }

  private ProxyUnderTest client(EndingPace pace, ProxyUnderTest server, String alpn) {
    return new ProxyUnderTest(pace)
        .with("default", old.identity(A))
        .with("ROOTCA", both)
        .with(
            ChangedCluster.speaking(
                Gen.cluster(
                    "server",
                    TestCa.client(List.of(alpn), "default", "ROOTCA", B),
                    server.address("in")),
                Gen.BY_ALPN))
        .with(Gen.listener("out", Gen.http(Gen.route("server"))))
        .serve();
  }

  /** Connections to come show certificates of the new root. */
  private void renew(ProxyUnderTest server, ProxyUnderTest client) {
    server.with("default", next.identity(B)).serveAndWait();
    client.with("default", next.identity(A)).serveAndWait();
  }

  private void retire(ProxyUnderTest proxy) {
    proxy.with("ROOTCA", next.roots()).serveAndWait();
  }

  private static long ended(ProxyUnderTest proxy) {
    String name = "meshwright_connections_disbelieved_total ";
    return proxy
        .metrics()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length())))
        .sum();
  }

  /** Answers a request when it is told to. */
  private static Upstream answeringAfter(CompletableFuture<Void> told) throws IOException {
    return new Upstream(
        (up, client) -> {
          while (!up.head(client).isEmpty()) {
            told.join();
            client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
          }
        });
  }

  private void theRequestUnderWayIsAnswered(String alpn, Side side) throws Exception {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try (Upstream upstream = answeringAfter(answer);
        ProxyUnderTest server = server(SOON, upstream, alpn);
        ProxyUnderTest client = client(SOON, server, alpn);
        RawClient raw = client.connect("out")) {
      raw.get("/");
      upstream.awaitRequests(1);
      renew(server, client);
      ProxyUnderTest hears = side == Side.SERVER ? server : client;
      retire(hears);
      await().until(() -> ended(hears) == 1);
      answer.complete(null);
      assertThat(raw.read().body()).isEqualTo("ok");
      assertThat(raw.get("/").read().body()).isEqualTo("ok");
      assertThat(client.metric(OPENED, "\"server\"")).isEqualTo(2);
      assertThat(raw.get("/").read().body()).isEqualTo("ok");
      assertThat(client.metric(OPENED, "\"server\"")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestOfHttp1IsAnsweredAndTheNextOneHasANewConnection(Side side) throws Exception {
    theRequestUnderWayIsAnswered("http/1.1", side);
  }

  @ParameterizedTest
  @EnumSource
  void aRequestOfHttp2IsAnsweredAndTheNextOneHasANewConnection(Side side) throws Exception {
    theRequestUnderWayIsAnswered("h2", side);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http/1.1", "h2"})
  void noRequestFailsWhileClientsWithAPoolGoOn(String alpn) throws Exception {
    EndingPace spread = new EndingPace(Duration.ofMillis(500), Duration.ofSeconds(10));
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(spread, upstream, alpn);
        ProxyUnderTest client = client(spread, server, alpn)) {
      for (int i = 0; i < 8; i++) {
        callers.add(
            CompletableFuture.runAsync(
                () -> call(client, enough, answered), r -> Thread.ofVirtual().start(r)));
      }
      await().until(() -> answered.get() > 100);
      long before = client.metric(OPENED, "\"server\"");
      renew(server, client);
      retire(server);
      retire(client);
      await().until(() -> ended(server) + ended(client) >= before);
      int then = answered.get();
      await().until(() -> answered.get() > then + 100);
      enough.set(true);
      CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0])).join();
      assertThat(client.metric(OPENED, "\"server\"")).isGreaterThan(before);
    }
  }

  private static void call(ProxyUnderTest client, AtomicBoolean enough, AtomicInteger answered) {
    try (RawClient raw = client.connect("out")) {
      while (!enough.get()) {
        assertThat(raw.get("/").read().status()).isEqualTo(200);
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPooledConnectionThatNobodyUsesEnds() throws Exception {
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(SOON, upstream, "http/1.1");
        ProxyUnderTest client = client(SOON, server, "http/1.1");
        RawClient raw = client.connect("out")) {
      assertThat(raw.get("/").read().body()).isEqualTo("b");
      renew(server, client);
      retire(client);
      await().until(() -> client.metric("envoy_cluster_upstream_cx_active", "\"server\"") == 0);
    }
  }

  @Test
  void aConnectionOfARootThatStaysIsKept() throws Exception {
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(SOON, upstream, "h2");
        ProxyUnderTest client = client(SOON, server, "h2")) {
      renew(server, client);
      try (RawClient raw = client.connect("out")) {
        assertThat(raw.get("/").read().body()).isEqualTo("b");
        retire(server);
        retire(client);
        assertThat(raw.get("/").read().body()).isEqualTo("b");
        assertThat(client.metric(OPENED, "\"server\"")).isEqualTo(1);
        assertThat(ended(server) + ended(client)).isZero();
      }
    }
  }

  @Test
  void bytesOfTcpPassUntilThePatienceIsOver() throws Exception {
    EndingPace brief = new EndingPace(Duration.ZERO, Duration.ofSeconds(1));
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  while (true) {
                    client.send(client.line() + "\n");
                  }
                });
        ProxyUnderTest server = tcpServer(brief, upstream);
        ProxyUnderTest client = tcpClient(brief, server);
        RawClient raw = client.connect("out")) {
      assertThat(raw.send("one\n").line()).isEqualTo("one");
      renew(server, client);
      retire(server);
      await().until(() -> ended(server) == 1);
      assertThat(raw.send("two\n").line()).isEqualTo("two");
      assertThat(raw.rest()).isEmpty();
      try (RawClient again = client.connect("out")) {
        assertThat(again.send("three\n").line()).isEqualTo("three");
      }
    }
  }

  private ProxyUnderTest tcpServer(EndingPace pace, Upstream upstream) {
    return new ProxyUnderTest(pace)
        .with("default", old.identity(B))
        .with("ROOTCA", both)
        .with(Gen.cluster("app", upstream.address()))
        .with(Gen.listener("in", TestCa.server("default", "ROOTCA", "spiffe://"), Gen.tcp("app")))
        .serve();
  }

  private ProxyUnderTest tcpClient(EndingPace pace, ProxyUnderTest server) {
    return new ProxyUnderTest(pace)
        .with("default", old.identity(A))
        .with("ROOTCA", both)
        .with(Gen.cluster("server", TestCa.client("default", "ROOTCA", B), server.address("in")))
        .with(Gen.listener("out", Gen.tcp("server")))
        .serve();
  }
}
