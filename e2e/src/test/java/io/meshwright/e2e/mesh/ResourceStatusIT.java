package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users read in the status of their resources. */
@MeshTest
@Tag("full")
final class ResourceStatusIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROUTE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata:
        name: %s
      spec:
        hosts: [echo]
        http:
        - route:
          - destination: {host: %s, port: {number: 80}}
      """;
  private static final String SUBSETS =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata:
        name: subsets
      spec:
        host: echo
        subsets:
        - name: some
          labels: {version: %s}
      """;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    EchoSample.deploy(cluster, namespace);
  }

  @Test
  void routeThatPointsNowhereIsSeenUntilItIsRepaired(TestNamespace namespace) {
    namespace.apply(ROUTE.formatted("lost", "nowhere"));
    awaitFinding(namespace, "VirtualService", "lost", "IST0101");

    namespace.apply(ROUTE.formatted("lost", "echo"));

    awaitSound(namespace, "VirtualService", "lost");
    Patience.await("sidecars have acknowledged the route")
        .until(
            () ->
                condition(namespace, "VirtualService", "lost", "Reconciled")
                    .path("reason")
                    .asText()
                    .equals("Acknowledged"));
    remove(namespace, "VirtualService", "lost");
  }

  @Test
  void subsetWithoutEndpointsIsSeenUntilItHasSome(TestNamespace namespace) {
    namespace.apply(SUBSETS.formatted("v9"));
    awaitFinding(namespace, "DestinationRule", "subsets", "IST0173");

    namespace.apply(SUBSETS.formatted("v1"));

    awaitSound(namespace, "DestinationRule", "subsets");
    remove(namespace, "DestinationRule", "subsets");
  }

  @Test
  void conflictIsSeenOnBothUntilOneIsGone(TestNamespace namespace) {
    namespace.apply(ROUTE.formatted("first", "echo"));
    awaitSound(namespace, "VirtualService", "first");
    namespace.apply(ROUTE.formatted("second", "echo"));
    awaitFinding(namespace, "VirtualService", "first", "IST0109");
    awaitFinding(namespace, "VirtualService", "second", "IST0109");

    remove(namespace, "VirtualService", "second");

    awaitSound(namespace, "VirtualService", "first");
    remove(namespace, "VirtualService", "first");
  }

  private static void awaitFinding(TestNamespace namespace, String kind, String name, String code) {
    Patience.await(name + " has " + code)
        .until(
            () -> {
              JsonNode found = condition(namespace, kind, name, "PassedAnalysis");
              return found.path("status").asText().equals("False")
                  && found.path("message").asText().contains("[" + code + "]")
                  && resource(namespace, kind, name)
                      .at("/status/validationMessages")
                      .findValuesAsText("code")
                      .contains(code);
            });
  }

  private static void awaitSound(TestNamespace namespace, String kind, String name) {
    Patience.await(name + " is sound, and sent")
        .until(
            () ->
                List.of("Accepted", "PassedAnalysis", "Reconciled").stream()
                    .map(type -> condition(namespace, kind, name, type))
                    .allMatch(found -> found.path("status").asText().equals("True")));
    assertThat(resource(namespace, kind, name).at("/status/validationMessages")).isEmpty();
  }

  /** What is said of the present generation. */
  private static JsonNode condition(
      TestNamespace namespace, String kind, String name, String type) {
    JsonNode resource = resource(namespace, kind, name);
    for (JsonNode found : resource.at("/status/conditions")) {
      if (found.path("type").asText().equals(type)
          && found.path("observedGeneration").asLong()
              == resource.at("/metadata/generation").asLong()) {
        return found;
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode resource(TestNamespace namespace, String kind, String name) {
    return JSON.valueToTree(handle(namespace, kind, name).require());
  }

  private static void remove(TestNamespace namespace, String kind, String name) {
    handle(namespace, kind, name).delete();
  }

  private static Resource<GenericKubernetesResource> handle(
      TestNamespace namespace, String kind, String name) {
    return namespace
        .client()
        .genericKubernetesResources("networking.istio.io/v1", kind)
        .inNamespace(namespace.name())
        .withName(name);
  }
}
