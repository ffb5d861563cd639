package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.Http2Peer;
import io.meshwright.proxy.testing.Http2Upstream;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** HTTP/2 from clients, to upstreams, and between the versions. */
final class Http2Test {
  private static final String LISTENER = "http";

  private static ProxyUnderTest toHttp1(Upstream upstream) {
    return ProxyUnderTest.forwarding(LISTENER, upstream.address());
  }

  private static ProxyUnderTest toHttp2(InetSocketAddress... upstreams) {
    return ProxyUnderTest.forwarding(
        LISTENER, ChangedCluster.speaking(Gen.cluster("up", upstreams), Gen.HTTP_2));
  }

  @Test
  void aClientWithPriorKnowledgeReachesAnHttp1Upstream() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = toHttp1(upstream);
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      Http2Peer.Event answer =
          client.get("/x", "cookie", "a=1", "cookie", "b=2", "te", "trailers").all();
      assertThat(answer.headers()).containsEntry(":status", "200").containsEntry("x-upstream", "a");
      assertThat(answer.headers()).doesNotContainKeys("connection", "transfer-encoding");
      assertThat(answer.data()).isEqualTo("a");
      assertThat(upstream.heads().getFirst())
          .startsWith("GET /x HTTP/1.1")
          .contains("cookie: a=1; b=2")
          .containsIgnoringCase("host: test");
    }
  }

  @Test
  void anHttp1ClientReachesAnHttp2Upstream() throws Exception {
    try (Http2Upstream upstream = Http2Upstream.echo();
        ProxyUnderTest proxy = toHttp2(upstream.address());
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response got = client.get("/x").read();
      assertThat(got.status()).isEqualTo(200);
      assertThat(got.body()).isEqualTo("GET /x test ");
      client.send(
          "POST /y HTTP/1.1\r\nHost: test\r\nConnection: x-hop\r\nx-hop: 1\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 9\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("POST /y test abc{x-sum=9}");
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void manyStreamsShareOneUpstreamConnection() throws Exception {
    try (Http2Upstream upstream = Http2Upstream.echo();
        ProxyUnderTest proxy = toHttp2(upstream.address());
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      List<Http2Peer.Stream> streams = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        streams.add(client.post("/" + i));
      }
      for (int i = 49; i >= 0; i--) {
        streams.get(i).data("body " + i, true);
      }
      for (int i = 0; i < 50; i++) {
        assertThat(streams.get(i).all().data()).isEqualTo("POST /" + i + " test body " + i);
      }
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void anotherConnectionIsMadeWhenOneIsFull() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Http2Upstream upstream =
            Http2Upstream.serve(
                new Http2Settings().maxConcurrentStreams(2),
                peer -> {
                  while (true) {
                    Http2Peer.Stream stream = peer.accept();
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                release.await();
                              } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                              }
                              stream.headers(true, ":status", "204");
                            });
                  }
                });
        ProxyUnderTest proxy = toHttp2(upstream.address());
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      List<Http2Peer.Stream> streams = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        streams.add(client.get("/" + i));
      }
      await().until(() -> upstream.connections() == 3);
      release.countDown();
      for (Http2Peer.Stream stream : streams) {
        assertThat(stream.all().headers()).containsEntry(":status", "204");
      }
    }
  }

  @Test
  void aStreamThatTheUpstreamDidNotProcessGoesToAnotherConnection() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (Http2Upstream upstream =
            Http2Upstream.serve(
                new Http2Settings(),
                peer -> {
                  boolean first = connections.getAndIncrement() == 0;
                  Http2Peer.Stream one = peer.accept();
                  if (first) {
                    one.headers(true, ":status", "200");
                    peer.accept();
                    // the first is the last: the second was not looked at
                    peer.goAway(one.id());
                    peer.awaitClose();
                  } else {
                    one.headers(true, ":status", "201");
                    peer.awaitClose();
                  }
                });
        ProxyUnderTest proxy = toHttp2(upstream.address());
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      assertThat(client.get("/1").all().headers()).containsEntry(":status", "200");
      Http2Peer.Stream second = client.post("/2").data("once", true);
      assertThat(second.all().headers()).containsEntry(":status", "201");
      assertThat(upstream.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRefusedStreamIsRetriedByPolicyWhateverItsMethod() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (Http2Upstream upstream =
            Http2Upstream.serve(
                new Http2Settings(),
                peer -> {
                  while (true) {
                    Http2Peer.Stream stream = peer.accept();
                    if (requests.incrementAndGet() < 3) {
                      stream.reset(Http2Error.REFUSED_STREAM);
                    } else {
                      stream.headers(true, ":status", "200");
                    }
                  }
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(ChangedCluster.speaking(Gen.cluster("up", upstream.address()), Gen.HTTP_2))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            Gen.route(
                                "/",
                                new ClusterTarget.Single("up"),
                                Gen.retry(2, RetryPolicy.On.REFUSED_STREAM)))))
                .serve();
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      assertThat(client.post("/").data("x", true).all().headers()).containsEntry(":status", "200");
      assertThat(requests.get()).isEqualTo(3);
    }
  }

  @Test
  void aResetBeforeTheResponseIs503AndAfterItBreaksTheStream() throws Exception {
    try (Http2Upstream upstream =
            Http2Upstream.serve(
                new Http2Settings(),
                peer -> {
                  peer.accept().reset(Http2Error.CANCEL);
                  Http2Peer.Stream begun = peer.accept();
                  begun.headers(false, ":status", "200").data("part", false);
                  begun.reset(Http2Error.CANCEL);
                  peer.awaitClose();
                });
        ProxyUnderTest proxy = toHttp2(upstream.address());
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      Http2Peer.Event early = client.get("/1").all();
      assertThat(early.headers()).containsEntry(":status", "503");
      assertThat(early.data()).contains("remote reset");
      Http2Peer.Event late = client.get("/2").all();
      assertThat(late.headers()).containsEntry(":status", "200");
      assertThat(late.reset()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
      assertThat(client.get("/3").waiting()).isZero();
    }
  }

  @Test
  void aClientsResetReachesTheUpstream() throws Exception {
    List<Long> resets = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Http2Upstream upstream =
            Http2Upstream.serve(
                new Http2Settings(),
                peer -> {
                  Http2Peer.Stream stream = peer.accept();
                  resets.add(stream.all().reset());
                  peer.awaitClose();
                });
        ProxyUnderTest proxy = toHttp2(upstream.address());
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      Http2Peer.Stream stream = client.post("/");
      await().until(() -> upstream.connections() == 1);
      await().until(() -> proxy.metric("envoy_cluster_upstream_rq_active") == 1);
      stream.reset(Http2Error.CANCEL);
      await().until(() -> resets.equals(List.of(Http2Error.CANCEL.code())));
      await().until(() -> proxy.metric("envoy_cluster_upstream_rq_active") == 0);
    }
  }

  @Test
  void theVersionOfTheClientIsKeptWhereTheClusterSaysSo() throws Exception {
    try (Http2Upstream upstream = Http2Upstream.echo();
        Upstream old = Upstream.echo("a");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(ChangedCluster.speaking(Gen.cluster("h2", upstream.address()), Gen.AS_CLIENT))
                .with(ChangedCluster.speaking(Gen.cluster("h1", old.address()), Gen.AS_CLIENT))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            Gen.route("/h2", new ClusterTarget.Single("h2"), null),
                            Gen.route("/h1", new ClusterTarget.Single("h1"), null))))
                .serve();
        Http2Peer two = Http2Peer.connect(proxy.address(LISTENER));
        RawClient one = proxy.connect(LISTENER)) {
      assertThat(two.get("/h2").all().data()).isEqualTo("GET /h2 test ");
      assertThat(one.get("/h1").read().body()).isEqualTo("a");
    }
  }

  @Test
  void aWebSocketPassesBetweenTheVersions() throws Exception {
    HttpProtocol.Http2 connect = new HttpProtocol.Http2(100, 1 << 20, 4 << 20, true, null);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  String head = up.head(client);
                  client.send(
                      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n"
                          + "upgrade: websocket\r\nsec-websocket-accept: "
                          + (head.toLowerCase(java.util.Locale.ROOT).contains("sec-websocket-key")
                              ? "seen"
                              : "none")
                          + "\r\n\r\n");
                  client.send("echo " + client.bytes(5));
                });
        ProxyUnderTest server =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener(LISTENER, Gen.withHttp2(Gen.http(Gen.route("up")), connect)))
                .serve();
        ProxyUnderTest client = toHttp2(server.address(LISTENER));
        Http2Peer two = Http2Peer.connect(server.address(LISTENER));
        RawClient one = client.connect(LISTENER)) {
      assertThat(two.connectProtocol()).isTrue();
      Http2Peer.Stream stream =
          two.open(
              false,
              ":method",
              "CONNECT",
              ":protocol",
              "websocket",
              ":scheme",
              "http",
              ":authority",
              "test",
              ":path",
              "/chat");
      assertThat(stream.next().headers())
          .containsEntry(":status", "200")
          .doesNotContainKeys("upgrade", "connection");
      stream.data("hello", false);
      assertThat(stream.next().data()).isEqualTo("echo hello");
      assertThat(upstream.heads().getFirst()).startsWith("GET /chat HTTP/1.1");
      one.send(
          "GET /chat HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
              + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      RawClient.Response switched = one.read();
      assertThat(switched.status()).isEqualTo(101);
      assertThat(switched.header("upgrade")).isEqualTo("websocket");
      assertThat(switched.header("sec-websocket-accept")).isEqualTo("seen");
      one.send("world");
      assertThat(one.bytes(10)).isEqualTo("echo world");
    }
  }
}
