package io.meshwright.operator.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An API server that holds one Lease. */
final class LeaseServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ObjectNode lease;

  LeaseServer(String holder) throws IOException {
    lease =
        (ObjectNode)
            JSON.readTree(
                """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                 "metadata": {"name": "meshwright-operator-leader", "namespace": "ops", "resourceVersion": "7"},
                 "spec": {"holderIdentity": "%s", "leaseDurationSeconds": 14, "leaseTransitions": 3,
                  "acquireTime": "2026-01-01T00:00:00.000000Z", "renewTime": "2026-01-01T00:00:00.000000Z"}}
                """
                    .formatted(holder));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/apis/coordination.k8s.io/v1/namespaces/ops/leases/meshwright-operator-leader",
        this::answer);
    server.start();
  }

  KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withAutoConfigure(false)
                .build())
        .build();
  }

  synchronized String holder() {
    return lease.path("spec").path("holderIdentity").asText();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("PATCH")) {
      JSON.readerForUpdating(lease).readTree(exchange.getRequestBody());
      ((ObjectNode) lease.get("metadata")).put("resourceVersion", "8");
    }
    byte[] body = JSON.writeValueAsString(lease).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
