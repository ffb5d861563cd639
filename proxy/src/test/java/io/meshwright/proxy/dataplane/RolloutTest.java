package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to requests while the hosts of their cluster come and go. */
final class RolloutTest {
  private static final String LISTENER = "http";
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private static ProxyUnderTest proxy(InetSocketAddress... hosts) {
    return ProxyUnderTest.forwarding(LISTENER, hosts);
  }

  /** Answers the first request of each connection and leaves the second one unanswered. */
  private static void oneAnswer(Upstream up, RawClient client) throws IOException {
    up.head(client);
    client.send(OK);
    up.head(client);
  }

  @Test
  void aRequestMeetsAtMostOneOfManyStaleConnections() throws Exception {
    int many = 8;
    CountDownLatch all = new CountDownLatch(many);
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  all.countDown();
                  meet(all);
                  client.send(OK);
                  up.head(client);
                });
        ProxyUnderTest proxy = proxy(upstream.address())) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        clients.add(proxy.connect(LISTENER).get("/"));
      }
      for (RawClient client : clients) {
        assertThat(client.read().status()).isEqualTo(200);
      }
      // each pooled connection now ends with the next request
      for (RawClient client : clients) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
        client.close();
      }
      assertThat(proxy.metric("envoy_cluster_upstream_rq_retry", "\"up\"")).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void whatMayNotBeRepeatedIsNotSentTwice(String method) throws Exception {
    try (Upstream upstream = new Upstream(RolloutTest::oneAnswer);
        ProxyUnderTest proxy = proxy(upstream.address());
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
      client.send(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(503);
      assertThat(upstream.requests()).isEqualTo(2);
    }
  }

  @Test
  void aPostAfterTheUpstreamClosedItsIdleConnectionGetsANewOne() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  client.send(OK);
                });
        ProxyUnderTest proxy = proxy(upstream.address());
        RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 20; i++) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        int closed = i + 1;
        await().until(() -> upstream.connections() == closed && upstream.ended() == closed);
      }
    }
  }

  @Test
  void aHostThatLeavesFinishesItsRequestAndGetsNoOther() throws Exception {
    CountDownLatch leaving = new CountDownLatch(1);
    try (Upstream old =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  meet(leaving);
                  client.send(OK);
                  up.head(client);
                });
        Upstream young = Upstream.echo("young");
        ProxyUnderTest proxy = proxy(old.address());
        RawClient pending = proxy.connect(LISTENER);
        RawClient next = proxy.connect(LISTENER)) {
      pending.get("/");
      await().until(() -> old.requests() == 1);
      proxy.with(Gen.cluster("up", young.address())).serve();
      await()
          .until(
              () ->
                  proxy.dataPlane().endpointStates().stream()
                      .allMatch(state -> state.address().toString().contains(port(young))));
      assertThat(next.get("/").read().body()).isEqualTo("young");
      leaving.countDown();
      assertThat(pending.read().body()).isEqualTo("ok");
      assertThat(pending.get("/").read().body()).isEqualTo("young");
      assertThat(old.requests()).isEqualTo(1);
    }
  }

  @Test
  void aRequestThatWaitsForAConnectionIsServedThoughItsHostLeaves() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (Upstream old =
            new Upstream(
                (up, client) -> {
                  String head = up.head(client);
                  while (!head.isEmpty()) {
                    meet(first);
                    client.send(OK);
                    head = up.head(client);
                  }
                });
        Upstream young = Upstream.echo("young");
        ProxyUnderTest proxy =
            ProxyUnderTest.forwarding(
                LISTENER, ChangedCluster.limited(Gen.cluster("up", old.address()), 1));
        RawClient one = proxy.connect(LISTENER);
        RawClient two = proxy.connect(LISTENER)) {
      one.get("/");
      await().until(() -> old.requests() == 1);
      two.get("/");
      await().until(() -> proxy.metric("envoy_cluster_upstream_rq_pending_active", "\"up\"") == 1);
      proxy.with(ChangedCluster.limited(Gen.cluster("up", young.address()), 1)).serve();
      await()
          .until(
              () ->
                  proxy.dataPlane().endpointStates().stream()
                      .allMatch(state -> state.address().toString().contains(port(young))));
      first.countDown();
      assertThat(one.read().status()).isEqualTo(200);
      assertThat(two.read().status()).isEqualTo(200);
    }
  }

  private static String port(Upstream upstream) {
    return Integer.toString(upstream.address().getPort());
  }

  private static void meet(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
