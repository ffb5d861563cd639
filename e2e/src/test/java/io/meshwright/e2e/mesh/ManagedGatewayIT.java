package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gateway that an installation declares leads requests into the mesh, whatever changes. */
@MeshTest
@Tag("full")
final class ManagedGatewayIT {

  private static final String GATEWAY = "edge";
  private static final int PER_SECOND = 50;

  @Test
  @DisplayName("LC-gateways: a gateway serves while it is scaled and upgraded")
  void servesThroughScalingAndUpgrade(
      TestCluster cluster, TestNamespace namespace, Mesh mesh, Operator operator) {
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    try {
      operator.patch("default", "{\"spec\":{\"gateways\":[%s]}}".formatted(gateway(1)));
      awaitGateway(operator, 1);
      assertThat(revision(operator)).isEqualTo(mesh.revision());
      namespace.apply(rules(namespace.name()));
      Patience.await("the gateway leads to the sample")
          .ignoreExceptions()
          .until(() -> answer(mesh).contains("echo"));

      RunningLoad load =
          sample.startLoad("http://%s.%s/".formatted(GATEWAY, mesh.namespace()), PER_SECOND);
      operator.patch("default", "{\"spec\":{\"gateways\":[%s]}}".formatted(gateway(2)));
      awaitGateway(operator, 2);
      operator.patch("default", "{\"spec\":{\"meshConfig\":{\"connectTimeout\":\"9s\"}}}");
      Patience.await("the gateway follows the new revision")
          .until(() -> !mesh.revision().equals(revision(operator)));
      awaitGateway(operator, 2);
      load.endsWithoutFailure("scaling and upgrade of a gateway");
    } finally {
      operator.patch("default", "{\"spec\":{\"gateways\":null,\"meshConfig\":null}}");
      operator.awaitReady("default");
    }
  }

  private static String gateway(int replicas) {
    return "{\"name\":\"%s\",\"replicas\":%d,\"service\":{\"type\":\"ClusterIP\"}}"
        .formatted(GATEWAY, replicas);
  }

  /** Returns when so many replicas are ready, and no others are left. */
  private static void awaitGateway(Operator operator, int replicas) {
    Patience.await(replicas + " replicas of the gateway")
        .until(
            () ->
                status(operator)
                    .getOrDefault("message", "")
                    .equals("%d of %d replicas available".formatted(replicas, replicas)));
  }

  private static String revision(Operator operator) {
    return String.valueOf(status(operator).get("revision"));
  }

  private static Map<String, Object> status(Operator operator) {
    List<Map<String, Object>> gateways = operator.installation("default").get("status", "gateways");
    return gateways == null || gateways.isEmpty() ? Map.of() : gateways.getFirst();
  }

  /** From outside of the mesh: the API server is no part of it. */
  private static String answer(Mesh mesh) {
    return mesh.client()
        .raw(
            "/api/v1/namespaces/%s/services/http:%s:80/proxy/"
                .formatted(mesh.namespace(), GATEWAY));
  }

  private static String rules(String namespace) {
    return """
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: edge, namespace: %1$s}
    spec:
      selector: {istio: edge}
      servers:
      - port: {number: 80, name: http, protocol: HTTP}
        hosts: ['*']
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: edge, namespace: %1$s}
    spec:
      hosts: ['*']
      gateways: [edge]
      http:
      - route:
        - destination: {host: echo, port: {number: 80}}
    """
        .formatted(namespace);
  }
}
