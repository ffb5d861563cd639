package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.Format;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.HttpConnectionManager.Upgrade;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.meshwright.proxy.snapshot.RouteTimes;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.Http2Peer;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tunnels: those that clients ask for, and those that carry TCP connections. */
final class ConnectTest {
  private static final String LISTENER = "it";
  private static final String TCP = "tcp";
  private static final String ASK = "CONNECT db:5432 HTTP/1.1\r\nHost: db:5432\r\n\r\n";
  private static final Upgrade ENDS_HERE = new Upgrade("CONNECT", true, true);
  private static final Upgrade PASSED_ON = new Upgrade("CONNECT", true);

  private static Route connect(Upgrade... upgrades) {
    return new Route(
        "connect",
        Gen.match(new RouteMatch.Path.Connect()),
        new RouteAction.Forward(
            new ClusterTarget.Single("up"),
            RouteTimes.of(RouteTimes.DEFAULT_TOTAL),
            null,
            new RouteAction.PathRewrite.Keep(),
            new RouteAction.HostRewrite.Keep(),
            List.of(upgrades),
            503,
            List.of(),
            List.of()),
        HeaderMutations.NONE,
        FilterOverrides.NONE,
        RateLimitRules.NONE,
        "");
  }

  private static ProxyUnderTest proxy(ReadyCluster cluster, Upgrade... upgrades) {
    return new ProxyUnderTest()
        .with(cluster)
        .with(Gen.listener(LISTENER, Gen.http(connect(upgrades), Gen.route("up"))))
        .serve();
  }

  private static ProxyUnderTest ending(Upstream upstream) {
    return proxy(Gen.cluster("up", upstream.address()), ENDS_HERE);
  }

  /** Says back each line, and at the end what it is. */
  private static Upstream database() throws IOException {
    return new Upstream(
        (_, client) -> {
          String line = client.line();
          while (!line.isEmpty()) {
            client.send("row " + line + "\n");
            line = client.line();
          }
          client.send("bye\n");
        });
  }

  private static TcpProxy.Tunnelling tunnelling(String postPath) {
    return new TcpProxy.Tunnelling(
        new Format(List.of(new Format.Part.Literal("db:5432"))),
        postPath,
        List.of(
            new HeaderMutations.Addition(
                "x-via",
                new Format(List.of(new Format.Part.Operator("DOWNSTREAM_LOCAL_PORT", "", 0))),
                HeaderMutations.IfPresent.OVERWRITE,
                false)));
  }

  private static TcpProxy through(String cluster, TcpProxy.Tunnelling how) {
    TcpProxy plain = Gen.tcp(cluster);
    return new TcpProxy(
        plain.statPrefix(),
        plain.target(),
        plain.idleTimeout(),
        plain.maxConnectAttempts(),
        plain.maxConnectionDuration(),
        plain.hashBySource(),
        how,
        plain.accessLogs());
  }

  private static ProxyUnderTest tunnelling(ReadyCluster through, TcpProxy.Tunnelling how) {
    return new ProxyUnderTest()
        .with(through)
        .with(Gen.listener(TCP, through(through.cluster().name(), how)))
        .serve();
  }

  @Test
  void aTunnelOfHttp1EndsHere() throws Exception {
    try (Upstream upstream = database();
        ProxyUnderTest proxy = ending(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      // what follows does not wait for the answer
      client.send(ASK + "one\n");
      assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
      String head = head(client);
      assertThat(head).doesNotContain("content-length", "transfer-encoding", "upgrade");
      assertThat(client.line()).isEqualTo("row one");
      client.send("two\n");
      assertThat(client.line()).isEqualTo("row two");
      client.send("\n");
      assertThat(client.rest()).isEqualTo("bye\n");
    }
  }

  private static String head(RawClient client) throws IOException {
    StringBuilder head = new StringBuilder();
    String line = client.line();
    while (!line.isEmpty()) {
      head.append(line).append('\n');
      line = client.line();
    }
    return head.toString();
  }

  @Test
  void aTunnelOfHttp2EndsHere() throws Exception {
    try (Upstream upstream = database();
        ProxyUnderTest proxy = ending(upstream);
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      Http2Peer.Stream stream = client.open(false, ":method", "CONNECT", ":authority", "db:5432");
      stream.data("one\n", false);
      assertThat(stream.next().headers()).containsEntry(":status", "200");
      assertThat(stream.next().data()).isEqualTo("row one\n");
      // the end of the client's side is passed on
      stream.data("", true);
      assertThat(stream.all().data()).isEqualTo("bye\n");
    }
  }

  @Test
  void aTunnelToADeadHostIsRefused() throws Exception {
    Upstream dead = database();
    dead.close();
    try (ProxyUnderTest proxy = ending(dead);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.send(ASK).read().status()).isEqualTo(503);
    }
  }

  @Test
  void aConnectIsPassedOnInBothVersions() throws Exception {
    try (Upstream upstream = database();
        ProxyUnderTest last = ending(upstream);
        ProxyUnderTest middle =
            proxy(
                ChangedCluster.speaking(Gen.cluster("up", last.address(LISTENER)), Gen.HTTP_2),
                PASSED_ON);
        ProxyUnderTest first = proxy(Gen.cluster("up", middle.address(LISTENER)), PASSED_ON);
        RawClient client = first.connect(LISTENER)) {
      client.send(ASK + "one\n");
      assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
      head(client);
      assertThat(client.line()).isEqualTo("row one");
      client.send("\n");
      assertThat(client.rest()).isEqualTo("bye\n");
    }
  }

  @Test
  void aRefusalOfTheUpstreamIsTheAnswer() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (self, peer) -> {
                  self.head(peer);
                  peer.send("HTTP/1.1 407 No\r\ncontent-length: 2\r\n\r\nno");
                });
        ProxyUnderTest proxy = proxy(Gen.cluster("up", upstream.address()), PASSED_ON);
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.send(ASK).read();
      assertThat(response.status()).isEqualTo(407);
      assertThat(response.body()).isEqualTo("no");
      assertThat(upstream.heads().getFirst()).startsWith("CONNECT db:5432 HTTP/1.1");
    }
  }

  @Test
  void whatFollowsARefusedConnectIsNoRequest() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(Gen.cluster("up", upstream.address()));
        RawClient client = proxy.connect(LISTENER)) {
      client.send(ASK + "GET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(403);
      assertThat(client.rest()).isEmpty();
      assertThat(upstream.requests()).isZero();
    }
  }

  @Test
  void aConnectWithABodyIsRefused() throws Exception {
    try (Upstream upstream = database();
        ProxyUnderTest proxy = ending(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send("CONNECT db:1 HTTP/1.1\r\nHost: db:1\r\ncontent-length: 3\r\n\r\nabc");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(upstream.connections()).isZero();
    }
  }

  @Test
  void connectionsAreCarriedThroughProxiesOfBothVersions() throws Exception {
    try (Upstream upstream = database();
        ProxyUnderTest through = ending(upstream);
        ProxyUnderTest http1 =
            tunnelling(Gen.cluster("up", through.address(LISTENER)), tunnelling(""));
        ProxyUnderTest http2 =
            tunnelling(
                ChangedCluster.speaking(Gen.cluster("up", through.address(LISTENER)), Gen.HTTP_2),
                tunnelling(""))) {
      for (ProxyUnderTest proxy : List.of(http1, http2)) {
        try (RawClient client = proxy.connect(TCP)) {
          client.send("one\n");
          assertThat(client.line()).isEqualTo("row one");
          client.shutdownOutput();
          assertThat(client.rest()).isEqualTo("bye\n");
        }
      }
      assertThat(http2.metric("envoy_cluster_upstream_rq_total")).isOne();
    }
  }

  @Test
  void theProxyLearnsWhereAConnectionGoes() throws Exception {
    try (Upstream through =
            new Upstream(
                (self, peer) -> {
                  self.head(peer);
                  peer.send("HTTP/1.1 200 OK\r\n\r\nhello\n");
                });
        ProxyUnderTest proxy = tunnelling(Gen.cluster("up", through.address()), tunnelling(""));
        RawClient client = proxy.connect(TCP)) {
      // the server speaks first
      assertThat(client.rest()).isEqualTo("hello\n");
      assertThat(through.heads().getFirst())
          .startsWith("CONNECT db:5432 HTTP/1.1\n")
          .contains("host: db:5432", "x-via: " + proxy.address(TCP).getPort());
    }
  }

  @Test
  void aConnectionMayBeTheBodyOfAPost() throws Exception {
    try (Upstream through =
            new Upstream(
                (self, peer) -> {
                  String head = self.head(peer);
                  peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhi\n\r\n");
                  String body = self.body(peer, head);
                  peer.send("4\r\n" + body + "\r\n0\r\n\r\n");
                });
        ProxyUnderTest proxy =
            tunnelling(Gen.cluster("up", through.address()), tunnelling("/tcp"));
        RawClient client = proxy.connect(TCP)) {
      assertThat(client.line()).isEqualTo("hi");
      client.send("ask!");
      client.shutdownOutput();
      assertThat(client.rest()).isEqualTo("ask!");
      assertThat(through.heads().getFirst()).startsWith("POST /tcp HTTP/1.1\n");
    }
  }

  @Test
  void aProxyThatRefusesEndsTheConnection() throws Exception {
    try (Upstream through =
            new Upstream(
                (self, peer) -> {
                  self.head(peer);
                  peer.send("HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n");
                  peer.rest();
                });
        ProxyUnderTest proxy = tunnelling(Gen.cluster("up", through.address()), tunnelling(""));
        RawClient client = proxy.connect(TCP)) {
      assertThat(client.rest()).isEmpty();
    }
  }
}
