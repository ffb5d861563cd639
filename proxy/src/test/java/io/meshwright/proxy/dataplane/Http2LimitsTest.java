package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What HTTP/2 does with peers that are slow, leave, or break the rules. */
final class Http2LimitsTest {
  private static final String LISTENER = "http";

  private final AtomicInteger sent = new AtomicInteger();

  private static ProxyUnderTest toHttp1(Upstream upstream) {
    return ProxyUnderTest.forwarding(LISTENER, upstream.address());
  }

  private static ProxyUnderTest toHttp2(InetSocketAddress... upstreams) {
    return ProxyUnderTest.forwarding(
        LISTENER, ChangedCluster.speaking(Gen.cluster("up", upstreams), Gen.HTTP_2));
  }

  @Test
  void aClientThatDoesNotReadStopsTheUpstreamAndNobodyElse() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  String head = up.head(client);
                  if (head.startsWith("GET /small")) {
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                    return;
                  }
                  client.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                  String block = "x".repeat(1 << 16);
                  for (int i = 0; i < 1024; i++) {
                    client.send("10000\r\n" + block + "\r\n");
                    sent.addAndGet(block.length());
                  }
                  client.send("0\r\n\r\n");
                });
        ProxyUnderTest proxy = toHttp1(upstream);
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      client.withholdCredit();
      Http2Peer.Stream big = client.get("/big");
      assertThat(big.next().headers()).containsEntry(":status", "200");
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(java.time.Duration.ofMillis(300))
          .until(() -> before.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
      assertThat(sent.get()).isLessThan(32 << 20);
      try (Http2Peer other = Http2Peer.connect(proxy.address(LISTENER))) {
        assertThat(other.get("/small").all().data()).isEqualTo("ok");
      }
    }
  }

  @Test
  void anUpstreamThatDoesNotReadStopsTheClient() throws Exception {
    try (Http2Upstream upstream =
            Http2Upstream.serve(
                new Http2Settings(),
                peer -> {
                  peer.withholdCredit();
                  peer.accept();
                  peer.awaitClose();
                });
        ProxyUnderTest proxy = toHttp2(upstream.address());
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 268435456\r\n\r\n");
      String block = "x".repeat(1 << 16);
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
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(java.time.Duration.ofMillis(300))
          .until(() -> before.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
      assertThat(sent.get()).isLessThan(32 << 20);
    }
  }

  @Test
  void aBodyLargerThanAllWindowsArrivesWhole() throws Exception {
    try (Http2Upstream upstream = Http2Upstream.echo();
        ProxyUnderTest proxy = toHttp2(upstream.address());
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      String block = "0123456789abcdef".repeat(1 << 10);
      Http2Peer.Stream stream = client.post("/");
      for (int i = 0; i < 400; i++) {
        stream.write(block, i == 399);
      }
      assertThat(stream.all().data()).isEqualTo("POST / test " + block.repeat(400));
    }
  }

  @Test
  void drainSendsGoAwayTwiceAndClosesAfterTheLastStream() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  if (up.head(client).startsWith("GET /slow")) {
                    try {
                      answer.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  }
                  client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                });
        ProxyUnderTest proxy = toHttp1(upstream);
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      Http2Peer.Stream slow = client.get("/slow");
      upstream.awaitRequests(1);
      proxy.dataPlane().beginDrain();
      assertThat(client.awaitGoAway()).isEqualTo(Integer.MAX_VALUE);
      assertThat(client.awaitGoAway()).isEqualTo(slow.id());
      answer.countDown();
      assertThat(slow.all().data()).isEqualTo("ok");
      client.awaitClose();
    }
  }

  @Test
  void aStreamOfMisuseEndsTheConnection() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = toHttp1(upstream);
        Http2Peer bystander = Http2Peer.connect(proxy.address(LISTENER));
        Http2Peer resets = Http2Peer.connect(proxy.address(LISTENER));
        Http2Peer pings = Http2Peer.connect(proxy.address(LISTENER))) {
      for (int i = 0; i < 600 && resets.open(); i++) {
        resets.post("/").reset(Http2Error.CANCEL);
      }
      resets.awaitClose();
      for (int i = 0; i < 20_000 && pings.open(); i++) {
        pings.ping(i);
      }
      pings.awaitClose();
      assertThat(bystander.get("/").all().data()).isEqualTo("a");
    }
  }

  @Test
  void malformedRequestsDoNotReachTheUpstreamAndTheConnectionGoesOn() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = toHttp1(upstream);
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      for (String[] bad :
          new String[][] {
            {"x", "a\r\nb: c"},
            {"x", "a\0"},
            {"x", " a"},
            {"x y", "a"},
            {"transfer-encoding", "chunked"},
            {"connection", "close"},
            {"host", "other"},
            {":status", "200"},
            {"te", "gzip"},
            {"content-length", "5"}
          }) {
        Http2Peer.Event answer = client.get("/", bad).all();
        assertThat(answer.headers().getOrDefault(":status", "400")).as(bad[0]).isEqualTo("400");
      }
      for (String path : List.of("", "x", "/a b", "http://x/")) {
        assertThat(client.get(path).all().headers().getOrDefault(":status", "400"))
            .as(path)
            .isEqualTo("400");
      }
      assertThat(client.get("/").all().headers()).containsEntry(":status", "200");
      assertThat(upstream.requests()).isEqualTo(1);
    }
  }

  @Test
  void headersBeyondTheLimitsAreAnswered431() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = toHttp1(upstream);
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      String[] many = new String[220];
      for (int i = 0; i < many.length; i += 2) {
        many[i] = "x-" + i;
        many[i + 1] = "v";
      }
      assertThat(client.get("/", many).next().headers()).containsEntry(":status", "431");
      assertThat(client.get("/", "x", "v".repeat(61 << 10)).next().headers())
          .containsEntry(":status", "431");
      assertThat(client.get("/").all().headers()).containsEntry(":status", "200");
      assertThat(upstream.requests()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerBeforeTheRequestsEndStopsTheClient() throws Exception {
    try (Http2Upstream upstream =
            Http2Upstream.serve(
                new Http2Settings(),
                peer -> {
                  Http2Peer.Stream stream = peer.accept();
                  stream.headers(true, ":status", "413");
                  peer.awaitClose();
                });
        ProxyUnderTest proxy = toHttp2(upstream.address());
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      Http2Peer.Stream stream = client.post("/").data("begin", false);
      assertThat(stream.next().headers()).containsEntry(":status", "413");
      Http2Peer.Event end = stream.next();
      assertThat(end.reset()).isEqualTo(Http2Error.NO_ERROR.code());
    }
  }
}
