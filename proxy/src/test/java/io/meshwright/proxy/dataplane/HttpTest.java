package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.ClusterTarget.WeightedCluster;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpTest {
  private static final String LISTENER = "http";

  private static ProxyUnderTest proxy(Upstream upstream) {
    return ProxyUnderTest.forwarding(LISTENER, upstream.address());
  }

  @Test
  void requestsOfAConnectionReuseOneUpstreamConnection() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.get("/x").read().body()).isEqualTo("a");
      }
      assertThat(upstream.connections()).isEqualTo(1);
      assertThat(upstream.requests()).isEqualTo(5);
    }
  }

  @Test
  void requestsAndResponsesCarryTheProxysHeaders() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.get("/x").read();
      assertThat(response.header("server")).isEqualTo("istio-envoy");
      assertThat(response.header("x-envoy-upstream-service-time")).isNotEmpty();
      assertThat(upstream.heads().getFirst().toLowerCase(Locale.ROOT))
          .contains("host: test", "x-request-id: request-1", "x-envoy-attempt-count: 1")
          .contains("x-envoy-expected-rq-timeout-ms: 15000", "x-forwarded-proto: http");
    }
  }

  @Test
  void weightsSplitRequests() throws Exception {
    try (Upstream v1 = Upstream.echo("v1");
        Upstream v2 = Upstream.echo("v2");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("v1", v1.address()))
                .with(Gen.cluster("v2", v2.address()))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            Gen.route(
                                "/",
                                ClusterTarget.Weighted.of(
                                    List.of(
                                        new WeightedCluster("v1", 90, HeaderMutations.NONE),
                                        new WeightedCluster("v2", 10, HeaderMutations.NONE))),
                                null))))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 1000; i++) {
        client.get("/").read();
      }
      assertThat(v1.requests() + v2.requests()).isEqualTo(1000);
      assertThat(v2.requests()).isBetween(60, 140);
    }
  }

  @Test
  void clientsDoNotSteerTheRouter() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send(
          "GET / HTTP/1.1\r\nhost: test\r\nx-envoy-max-retries: 9\r\n"
              + "x-envoy-upstream-rq-timeout-ms: 1\r\nx-other: stays\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(upstream.heads().getFirst())
          .contains("x-other: stays")
          .doesNotContain("x-envoy-max-retries", "x-envoy-upstream-rq-timeout-ms");
    }
  }

  @Test
  void chunkedBodiesAndTrailersPassBothWays() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  String body = up.body(client, up.head(client));
                  client.send(
                      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                          + Integer.toHexString(body.length())
                          + "\r\n"
                          + body
                          + "\r\n0\r\nx-end: yes\r\n\r\n");
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n2\r\nde\r\n0\r\nx-sum: 5\r\ncontent-length: 9\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("abcde[x-sum: 5][x-end: yes]");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  String head = up.head(client);
                  while (!head.isEmpty()) {
                    String path = head.split(" ", 3)[1];
                    client.send(
                        "HTTP/1.1 200 OK\r\ncontent-length: " + path.length() + "\r\n\r\n" + path);
                    head = up.head(client);
                  }
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(client.read().body()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void headAndEmptyStatusesHaveNoBody() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  client.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n");
                  up.head(client);
                  client.send("HTTP/1.1 204 No Content\r\n\r\n");
                  up.head(client);
                  client.send("HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n");
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.read(false).header("content-length")).isEqualTo("10");
      assertThat(client.get("/").read().status()).isEqualTo(204);
      assertThat(client.get("/").read().status()).isEqualTo(304);
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void aWebSocketBecomesATunnel() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  client.send(
                      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                  client.send(client.bytes(5));
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
      RawClient.Response response = client.read(false);
      assertThat(response.status()).isEqualTo(101);
      assertThat(client.bytes(5)).isEqualTo("hello");
    }
  }

  @Test
  void aSlowUpstreamIsAnswered504() throws Exception {
    try (Upstream upstream = new Upstream((up, client) -> client.rest());
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            Gen.route(
                                "/", new ClusterTarget.Single("up"), null, Duration.ofMillis(50)))))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.body()).isEqualTo("upstream request timeout");
    }
  }

  @Test
  void aClientThatLeavesEndsTheUpstreamRequest() throws Exception {
    try (Upstream upstream = new Upstream((up, client) -> client.rest());
        ProxyUnderTest proxy = proxy(upstream)) {
      try (RawClient client = proxy.connect(LISTENER)) {
        client.get("/");
        await().until(() -> upstream.connections() == 1);
      }
      await().until(() -> proxy.metric("istio_requests_total", "response_flags=\"DC\"") == 1);
      await().until(() -> proxy.metric("envoy_cluster_upstream_cx_active", "\"up\"") == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5,5\r\n\r\nabcde",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nx\u0000y: 1\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET /#frag HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /../.. HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n",
        "GET / HTTP/3.2\r\nHost: a\r\n\r\n",
        "get\u0001 / HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void ambiguousRequestsAreRefusedAndReachNobody(String request) throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send(request);
      assertThat(client.read().status()).isBetween(400, 505);
      assertThat(upstream.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0x5\r\nabcde\r\n", "+5\r\nabcde\r\n", "\r\n", "ffffffffff\r\n", "3\r\nabcXX"})
  void brokenChunksAreNotPassedOnAsComplete(String chunk) throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk);
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aResponseWithTwoLengthsIsAnswered502() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  client.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
                  client.rest();
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(502);
    }
  }

  @Test
  void largeBodiesPassWholeAndUnchanged() throws Exception {
    String big = "0123456789abcdef".repeat(1 << 16);
    try (Upstream upstream = Upstream.echo("");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  client.send(
                      "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: "
                          + big.length()
                          + "\r\n\r\n"
                          + big);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertThat(client.read().body()).isEqualTo(big);
    }
  }
}
