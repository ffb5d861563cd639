package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Server;
import io.meshwright.proxy.snapshot.DataPlane.EndpointState;
import io.meshwright.proxy.snapshot.HeaderValue;
import io.meshwright.proxy.snapshot.HealthCheck;
import io.meshwright.proxy.snapshot.HealthCheck.Probe;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.HealthServer;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HealthCheckTest {
  private static final String LISTENER = "http";
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final AtomicInteger health = new AtomicInteger(200);

  private static HealthCheck check(Probe probe) {
    return new HealthCheck(
        new HealthCheck.Timing(
            Duration.ofSeconds(5), OFTEN, OFTEN, OFTEN, OFTEN, Duration.ZERO, Duration.ZERO, 0),
        2,
        2,
        probe);
  }

  private static final HealthCheck HTTP =
      check(new Probe.Http("GET", "up", "/health", List.of(new HealthCheck.Range(200, 201))));

  /** Tells its health on a path of its own, and its name on the others. */
  private Upstream sick(String name) throws IOException {
    return new Upstream(
        (upstream, client) -> {
          String head = upstream.head(client);
          while (!head.isEmpty()) {
            boolean asked = head.startsWith("GET /health");
            String body = asked ? "" : name;
            client.send(
                "HTTP/1.1 "
                    + (asked ? health.get() : 200)
                    + " X\r\ncontent-length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
            head = upstream.head(client);
          }
        });
  }

  private static Set<String> answers(ProxyUnderTest proxy) throws IOException {
    Set<String> answers = new HashSet<>();
    try (RawClient client = proxy.connect(LISTENER)) {
      for (int i = 0; i < 8; i++) {
        answers.add(client.get("/x").read().body());
      }
    }
    return answers;
  }

  @Test
  void aHostThatSaysItIsIllIsLeftOutUntilItIsWellAgain() throws Exception {
    try (Upstream sick = sick("sick");
        Upstream well = Upstream.echo("well");
        ProxyUnderTest proxy =
            ProxyUnderTest.forwarding(
                LISTENER,
                ChangedCluster.checked(Gen.cluster("up", sick.address(), well.address()), HTTP))) {
      await().until(() -> answers(proxy).equals(Set.of("sick", "well")));
      health.set(503);
      await().until(() -> answers(proxy).equals(Set.of("well")));
      assertThat(proxy.dataPlane().endpointStates().stream().filter(EndpointState::failedCheck))
          .hasSize(1);
      health.set(200);
      await().until(() -> answers(proxy).equals(Set.of("sick", "well")));
      assertThat(proxy.metric("envoy_cluster_health_check_failure")).isPositive();
      assertThat(proxy.metric("envoy_cluster_health_check_success")).isPositive();
      assertThat(proxy.metric("envoy_cluster_health_check_network_failure")).isZero();
      assertThat(sick.heads().getFirst())
          .contains("GET /health HTTP/1.1", "host: up", "user-agent: Envoy/HC");
    }
  }

  @Test
  void noHostIsUsedBeforeItsFirstCheckPassed() throws Exception {
    health.set(500);
    try (Upstream sick = sick("sick");
        ProxyUnderTest proxy =
            ProxyUnderTest.forwarding(
                LISTENER, ChangedCluster.checked(Gen.cluster("up", sick.address()), HTTP));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.get("/x").read().status()).isEqualTo(503);
      health.set(200);
      await().until(() -> client.get("/x").read().body().equals("sick"));
    }
  }

  @Test
  void bytesAreSentAndAwaited() throws Exception {
    Probe ping = new Probe.Tcp("70696e67", List.of("706f", "6e67"));
    try (Upstream pong =
            new Upstream(
                (_, client) -> {
                  assertThat(client.bytes(4)).isEqualTo("ping");
                  client.send(health.get() == 200 ? "--pong--" : "--gnop--");
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(ChangedCluster.checked(Gen.cluster("up", pong.address()), check(ping)))
                .with(Gen.listener(LISTENER, Gen.tcp("up")))
                .serve()) {
      await().until(() -> failed(proxy) == 0);
      health.set(0);
      await().until(() -> failed(proxy) == 1);
      assertThat(proxy.metric("envoy_cluster_health_check_network_failure")).isPositive();
    }
  }

  @Test
  void aGrpcServiceIsAskedByItsName() throws Exception {
    Map<String, Integer> statuses = new ConcurrentHashMap<>(Map.of("shop", 1, "", 2));
    Server server = HealthServer.start(statuses);
    Probe asks = new Probe.Grpc("shop", "it", List.of(new HeaderValue("x-asks", "proxy")));
    try (ProxyUnderTest proxy =
        new ProxyUnderTest()
            .with(
                ChangedCluster.checked(
                    Gen.cluster("up", new InetSocketAddress(Gen.LOOPBACK, server.getPort())),
                    check(asks)))
            .with(Gen.listener(LISTENER, Gen.tcp("up")))
            .serve()) {
      await().until(() -> failed(proxy) == 0);
      statuses.put("shop", 2);
      await().until(() -> failed(proxy) == 1);
      statuses.put("shop", 1);
      await().until(() -> failed(proxy) == 0);
      statuses.remove("shop");
      await().until(() -> failed(proxy) == 1);
      assertThat(proxy.metric("envoy_cluster_health_check_network_failure")).isZero();
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void aHostThatIsGoneIsNotAsked() throws Exception {
    try (Upstream first = sick("first");
        Upstream second = sick("second");
        ProxyUnderTest proxy =
            ProxyUnderTest.forwarding(
                LISTENER, ChangedCluster.checked(Gen.cluster("up", first.address()), HTTP))) {
      await().until(() -> answers(proxy).equals(Set.of("first")));
      proxy.with(ChangedCluster.checked(Gen.cluster("up", second.address()), HTTP)).serveAndWait();
      await().until(() -> answers(proxy).equals(Set.of("second")));
      await().until(() -> first.connections() == first.ended());
      int before = first.connections();
      second.awaitRequests(second.requests() + 3);
      assertThat(first.connections()).isEqualTo(before);
    }
  }

  private static long failed(ProxyUnderTest proxy) {
    return proxy.dataPlane().endpointStates().stream().filter(EndpointState::failedCheck).count();
  }
}
