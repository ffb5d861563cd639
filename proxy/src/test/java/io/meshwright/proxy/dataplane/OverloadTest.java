package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.OverloadPolicy.Action;
import io.meshwright.proxy.snapshot.OverloadPolicy.Resource;
import io.meshwright.proxy.snapshot.OverloadPolicy.Rule;
import io.meshwright.proxy.snapshot.OverloadPolicy.Trigger;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.Http2Peer;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pressure is made with connections, which a test can count. */
final class OverloadTest {
  private static final String LISTENER = "http";
  private static final String PRESSURE =
      "envoy_overload_envoy_resource_monitors_global_downstream_max_connections_pressure ";

  private static final String STOPPED =
      "envoy_overload_envoy_overload_actions_stop_accepting_connections_active ";

  private static OverloadPolicy policy(int connections, Rule... rules) {
    return new OverloadPolicy(Duration.ofMillis(20), 0, connections, List.of(rules));
  }

  private static Rule from(Action action, double share) {
    return new Rule(action, Resource.CONNECTIONS, new Trigger.Threshold(share));
  }

  private static ProxyUnderTest proxy(OverloadPolicy policy, Upstream upstream) {
    return new ProxyUnderTest(policy)
        .with(Gen.cluster("up", upstream.address()))
        .with(Gen.listener(LISTENER, Gen.http(Gen.route("up"))))
        .serve();
  }

  private static void awaitPressure(ProxyUnderTest proxy, int percent) {
    await().until(() -> proxy.metrics().contains(PRESSURE + percent + "\n"));
  }

  @Test
  void requestsAreRefusedWithAWordAndServedAgainWhenItIsOver() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(policy(4, from(Action.REFUSE_REQUESTS, 0.5)), upstream);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
      try (RawClient second = proxy.connect(LISTENER)) {
        awaitPressure(proxy, 50);
        for (RawClient each : List.of(client, second)) {
          RawClient.Response refused = each.get("/").read();
          assertThat(refused.status()).isEqualTo(503);
          assertThat(refused.header("x-envoy-overloaded")).isEqualTo("true");
          assertThat(refused.body()).isEqualTo("envoy overloaded");
        }
        assertThat(proxy.metrics())
            .contains("envoy_overload_envoy_overload_actions_stop_accepting_requests_active 1\n");
      }
      awaitPressure(proxy, 25);
      assertThat(client.get("/").read().status()).isEqualTo(200);
      assertThat(proxy.metric("envoy_http_downstream_rq_overload_close")).isEqualTo(2);
      assertThat(upstream.requests()).isEqualTo(2);
    }
  }

  @Test
  void refusalsOfHttp2AndGrpcSayWhyToo() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(policy(4, from(Action.REFUSE_REQUESTS, 0.25)), upstream);
        Http2Peer client = Http2Peer.connect(proxy.address(LISTENER))) {
      awaitPressure(proxy, 25);
      assertThat(client.get("/").all().headers())
          .containsEntry(":status", "503")
          .containsEntry("x-envoy-overloaded", "true");
      assertThat(client.get("/", "content-type", "application/grpc").all().headers())
          .containsEntry("grpc-status", "14")
          .containsEntry("grpc-message", "envoy overloaded")
          .containsEntry("x-envoy-overloaded", "true");
      assertThat(upstream.connections()).isZero();
    }
  }

  @Test
  void clientsThatResetUnderOverloadLeaveNothing() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(policy(1000, from(Action.REFUSE_REQUESTS, 0.002)), upstream);
        RawClient client = proxy.connect(LISTENER)) {
      try (Http2Peer streams = Http2Peer.connect(proxy.address(LISTENER))) {
        await().until(() -> client.get("/").read().status() == 503);
        for (int i = 0; i < 200; i++) {
          proxy.connect(LISTENER).get("/").reset();
          proxy.connect(LISTENER).send("POST / HTTP/1.1\r\nHost: a\r\n").reset();
        }
        for (int i = 0; i < 50; i++) {
          streams.get("/").reset(Http2Error.CANCEL);
        }
        assertThat(streams.get("/").all().headers()).containsEntry(":status", "503");
        assertThat(client.get("/").read().status()).isEqualTo(503);
      }
      await().until(() -> open(proxy) == 1);
      await().until(() -> client.get("/").read().status() == 200);
    }
  }

  @Test
  void connectionsEndWithTheirAnswers() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(policy(4, from(Action.DISABLE_KEEPALIVE, 0.25)), upstream);
        RawClient client = proxy.connect(LISTENER)) {
      awaitPressure(proxy, 25);
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void clientsWaitUntilOthersLeave() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(policy(10, from(Action.STOP_ACCEPTING, 0.1)), upstream)) {
      RawClient first = proxy.connect(LISTENER);
      awaitPressure(proxy, 10);
      await().until(() -> proxy.metrics().contains(STOPPED + 1));
      List<RawClient> waiting =
          List.of(proxy.connect(LISTENER), proxy.connect(LISTENER), proxy.connect(LISTENER));
      // one may have slipped in while the loop was told
      await().during(Duration.ofMillis(200)).until(() -> open(proxy) <= 2);
      first.close();
      for (RawClient client : waiting) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
        client.close();
      }
    }
  }

  private static long open(ProxyUnderTest proxy) {
    return proxy
        .metrics()
        .lines()
        .filter(line -> line.startsWith("meshwright_downstream_connections "))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aConnectionAboveTheLimitIsClosed() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(policy(1), upstream);
        RawClient first = proxy.connect(LISTENER)) {
      assertThat(first.get("/").read().status()).isEqualTo(200);
      try (RawClient second = proxy.connect(LISTENER)) {
        assertThat(closed(second)).isTrue();
      }
      assertThat(first.get("/").read().status()).isEqualTo(200);
      assertThat(proxy.metrics()).contains("meshwright_downstream_connections_rejected_total 1\n");
    }
  }

  private static boolean closed(RawClient client) {
    try {
      return client.rest().isEmpty();
    } catch (IOException reset) {
      return true;
    }
  }
}
