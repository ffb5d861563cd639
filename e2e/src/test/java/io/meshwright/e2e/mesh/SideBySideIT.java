package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two meshes in one cluster, each with roots, workloads and a life of its own. */
@MeshTest
@Tag("full")
final class SideBySideIT {

  private static final String NAME = "beside";
  private static final int REQUESTS = 20;

  @Test
  @DisplayName("LC-H1, LC-B7: two meshes serve their own workloads and do not trust each other")
  void eachMeshServesItsOwn(
      TestCluster cluster, TestNamespace namespace, Mesh mesh, Operator operator) {
    KubernetesClient client = cluster.client();
    EchoSample first = EchoSample.deploy(cluster, namespace);
    try (TestNamespace other = namespace.another(NAME)) {
      Mesh beside = operator.installMesh(NAME, NAME + "-system");
      EchoSample second = EchoSample.deployWith(beside.revision(), cluster, other);
      assertThat(trusted(first.client())).containsExactly(Operator.trustBundle("default"));
      assertThat(trusted(second.client())).containsExactly(Operator.trustBundle(NAME));
      String firstRoots = roots(client, namespace, "default");
      assertThat(firstRoots)
          .isEqualTo(roots(client, other, "default"))
          .isNotEqualTo(roots(client, other, NAME));
      assertThat(roots(client, namespace, NAME)).isEqualTo(roots(client, other, NAME));

      assertThat(first.load(REQUESTS, 1).statuses()).isEqualTo(Map.of("200", REQUESTS));
      assertThat(second.load(REQUESTS, 1).statuses()).isEqualTo(Map.of("200", REQUESTS));
      LoadResult across = second.load("http://echo." + namespace.name() + "/", REQUESTS, 1);
      assertThat(across.statuses()).as("%s", across.failures()).isEqualTo(Map.of("503", REQUESTS));

      operator.delete(NAME);
      assertThat(roots(client, namespace, "default")).isEqualTo(firstRoots);
      assertThat(first.load(REQUESTS, 1).statuses()).isEqualTo(Map.of("200", REQUESTS));
    } finally {
      operator.delete(NAME);
    }
    assertThat(mesh.runtimes()).isNotEmpty();
  }

  /** The ConfigMaps that a pod takes its roots from. */
  private static List<String> trusted(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().equals("istiod-ca-cert"))
        .map(volume -> volume.getConfigMap().getName())
        .toList();
  }

  private static String roots(KubernetesClient client, TestNamespace namespace, String mesh) {
    return Objects.requireNonNull(
        client
            .configMaps()
            .inNamespace(namespace.name())
            .withName(Operator.trustBundle(mesh))
            .require()
            .getData()
            .get("root-cert.pem"));
  }
}
