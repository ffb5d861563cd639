package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that do not reach the first host. */
final class RetryTest {
  private static final String LISTENER = "http";

  private static ProxyUnderTest proxy(Upstream upstream) {
    return ProxyUnderTest.forwarding(LISTENER, upstream.address());
  }

  @Test
  void aRefusedConnectionIsRetriedOnAnotherHost() throws Exception {
    InetSocketAddress dead;
    try (ServerSocket closed = new ServerSocket(0, 1, Gen.LOOPBACK)) {
      dead = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", dead, upstream.address()))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            Gen.route(
                                "/",
                                new ClusterTarget.Single("up"),
                                Gen.retry(2, RetryPolicy.On.CONNECT_FAILURE)))))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 10; i++) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
      }
      assertThat(proxy.metric("envoy_cluster_upstream_rq_retry", "\"up\"")).isPositive();
    }
  }

  @Test
  void aHostIsReachedAtItsSecondAddressWithoutARetry() throws Exception {
    InetSocketAddress dead;
    try (ServerSocket closed = new ServerSocket(0, 1, Gen.LOOPBACK)) {
      dead = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            ProxyUnderTest.forwarding(
                LISTENER,
                Gen.cluster("up", Gen.RAW, List.of(Gen.endpoint(dead, upstream.address()))));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().body()).isEqualTo("a");
    }
  }

  @Test
  void withoutARetryPolicyARefusedConnectionIsAnswered503() throws Exception {
    InetSocketAddress dead;
    try (ServerSocket closed = new ServerSocket(0, 1, Gen.LOOPBACK)) {
      dead = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    try (ProxyUnderTest proxy = ProxyUnderTest.forwarding(LISTENER, dead);
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.body()).startsWith("upstream connect error or disconnect/reset");
      await().until(() -> proxy.metric("istio_requests_total", "response_flags=\"UF\"") == 1);
    }
  }

  @Test
  void aConnectionClosedWhileIdleCostsNoRequest() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                  // a keep-alive connection that ends with the next request
                  up.head(client);
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
      }
    }
  }
}
