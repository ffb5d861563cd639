package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import java.util.SortedSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A mesh comes and goes with its MeshInstallation. */
@MeshTest
final class InstallationIT {

  private static final String NAME = "short-lived";
  private static final String NAMESPACE = "short-lived-system";

  @Test
  void becomesReadyAndLeavesNothing(TestCluster cluster, Operator operator) {
    KubernetesClient client = cluster.client();
    SortedSet<String> before = ClusterObjects.list(client);

    operator.declare(NAME, NAMESPACE);
    operator.awaitReady(NAME);

    assertThat(Operator.conditionIs(operator.installation(NAME), "Reconciled", "True")).isTrue();
    assertThat(ClusterObjects.list(client))
        .contains(
            "MeshInstallation " + NAME,
            "ConfigMap default/" + Operator.trustBundle(NAME),
            "Service " + NAMESPACE + "/istiod",
            "Secret " + NAMESPACE + "/istio-ca-secret");
    operator.delete(NAME);
    Awaitility.await("nothing is left")
        .atMost(Patience.LIMIT)
        .untilAsserted(() -> assertThat(ClusterObjects.list(client)).isEqualTo(before));
  }

  @Test
  void namespaceIsImmutable(Mesh mesh, Operator operator) {
    assertThat(mesh.namespace()).isEqualTo("istio-system");
    assertThatThrownBy(() -> operator.declare("default", "elsewhere"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.namespace is immutable");
  }
}
