package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.meshwright.operator.healing.ProxyFleet.Answer;
import io.meshwright.operator.sessions.ProxyName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API server says to evictions, and how it is understood. */
@SuppressWarnings("NullAway.Init") // set before each test
final class KubernetesProxyFleetTest {

  private static final ProxyName CART = new ProxyName("shop", "cart-0");
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private KubernetesClient client;
  private KubernetesProxyFleet fleet;
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  private int evictionCode;
  private String uid = "one";
  private boolean allowed;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build();
    InstantSource clock = () -> now;
    fleet = new KubernetesProxyFleet(client, new Watches(client), new WriteGate(), clock);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(exchange.getRequestMethod() + " " + path + " " + body);
    String reply;
    int code = 200;
    if (path.endsWith("/eviction")) {
      code = evictionCode;
      reply =
          "{\"apiVersion\": \"v1\", \"kind\": \"Status\", \"code\": %d, \"message\": \"says no\"}"
              .formatted(code);
      if (code == 429) {
        exchange.getResponseHeaders().add("Retry-After", "1");
      }
    } else if (path.endsWith("/selfsubjectaccessreviews")) {
      code = 201;
      reply =
          """
          {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {},
            "status": {"allowed": %s}}
          """
              .formatted(allowed);
    } else {
      reply =
          """
          {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "cart-0",
            "uid": "%s", "creationTimestamp": "2026-01-01T12:00:00Z"}}
          """
              .formatted(uid);
    }
    byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private long evictions() {
    return asked.stream().filter(it -> it.contains("/eviction ")).count();
  }

  @Test
  void anEvictionIsOfOnePodOnly() {
    evictionCode = 201;
    assertThat(fleet.evict(CART, "one")).isInstanceOf(Answer.Done.class);
    assertThat(asked)
        .anySatisfy(
            it ->
                assertThat(it)
                    .startsWith("POST /api/v1/namespaces/shop/pods/cart-0/eviction")
                    .contains("\"preconditions\":{\"uid\":\"one\"}"));
  }

  @Test
  void aBudgetThatForbidsItIsAskedOnceAndNotWaitedFor() {
    evictionCode = 429;
    assertThat(fleet.evict(CART, "one")).isInstanceOf(Answer.Postponed.class);
    assertThat(evictions()).isEqualTo(1);
  }

  @Test
  void aPodThatIsGoneIsDone() {
    evictionCode = 409;
    uid = "another";
    assertThat(fleet.evict(CART, "one")).isInstanceOf(Answer.Done.class);
    evictionCode = 404;
    assertThat(fleet.evict(CART, "one")).isInstanceOf(Answer.Done.class);
  }

  @Test
  void aRefusalIsQuoted() {
    evictionCode = 403;
    assertThat(fleet.evict(CART, "one")).isEqualTo(new Answer.Refused("says no"));
  }

  @Test
  void theMissingRightIsNamedUntilItIsThere() {
    assertThat(fleet.missingRight().orElseThrow())
        .contains("no right to create pods/eviction")
        .contains("meshwright-operator-healing");
    allowed = true;
    assertThat(fleet.missingRight()).as("is remembered for a while").isPresent();
    now = now.plusSeconds(60);
    assertThat(fleet.missingRight()).isEmpty();
    assertThat(asked)
        .anySatisfy(
            it -> assertThat(it).contains("\"resource\":\"pods\",\"subresource\":\"eviction\""));
  }

  @Test
  void whenAPodWasMadeIsRead() {
    assertThat(fleet.created(CART)).contains(Instant.parse("2026-01-01T12:00:00Z"));
  }
}
