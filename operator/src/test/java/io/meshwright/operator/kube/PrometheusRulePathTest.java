package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.meshwright.operator.monitoring.PrometheusRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kind that is not ours, as the client writes it: its type is made here, not generated. */
final class PrometheusRulePathTest {

  private static final String PATH =
      "/apis/monitoring.coreos.com/v1/namespaces/mesh/prometheusrules/meshwright";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final KubernetesClient client;
  private final KubernetesCluster cluster;

  PrometheusRulePathTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(body);
          byte[] answer =
              (exchange.getRequestMethod().equals("PATCH")
                      ? body
                      : "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                    .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                    .build())
            .build();
    cluster = new KubernetesCluster(client, new Watches(client), new WriteGate());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void rulesAreAppliedAndDeletedInTheirNamespace() {
    PrometheusRule rule = new PrometheusRule();
    rule.setMetadata(new ObjectMetaBuilder().withNamespace("mesh").withName("meshwright").build());
    rule.setAdditionalProperty("spec", Map.of("groups", List.of()));

    cluster.apply(rule);
    cluster.deleteUnwatched(PrometheusRule.class, "mesh", "meshwright");

    assertThat(requests).contains("PATCH " + PATH, "DELETE " + PATH);
    assertThat(requests.get(requests.indexOf("PATCH " + PATH) + 1))
        .contains("\"kind\":\"PrometheusRule\"", "\"spec\":{\"groups\":[]}");
  }
}
