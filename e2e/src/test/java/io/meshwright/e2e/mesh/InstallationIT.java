package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.SortedSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A mesh comes and goes with its MeshInstallation. */
@MeshTest
final class InstallationIT {

  private static final Logger LOG = System.getLogger(InstallationIT.class.getName());
  private static final String NAME = "short-lived";
  private static final String NAMESPACE = "short-lived-system";

  @Test
  @DisplayName("LC-B1, LC-B4: a mesh becomes ready, and leaves nothing")
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
    Patience.await("nothing is left")
        // what was there before may be on its way out: it belonged to another test
        .untilAsserted(() -> assertThat(ClusterObjects.list(client)).isSubsetOf(before));
  }

  @Test
  @DisplayName("LC-failover: the other replica takes over from a killed leader, amid a change")
  void theOtherReplicaCompletesTheChange(Operator operator) {
    String leader = operator.leader();
    assertThat(leader).isNotEmpty();
    try {
      operator.declare(NAME, NAMESPACE);
      operator.kill(leader);
      long killed = System.nanoTime();
      Patience.await("another replica leads")
          .pollInterval(Duration.ofMillis(200))
          .until(operator::leader, now -> !now.isEmpty() && !now.equals(leader));
      LOG.log(
          Level.INFO,
          "another operator led {0} ms after the leader was killed",
          Duration.ofNanos(System.nanoTime() - killed).toMillis());
      operator.awaitReady(NAME);
    } finally {
      operator.awaitReplicas();
      operator.delete(NAME);
    }
  }

  @Test
  @DisplayName("LC-A2: the namespace of an installation is immutable")
  void namespaceIsImmutable(Mesh mesh, Operator operator) {
    assertThat(mesh.namespace()).isEqualTo("istio-system");
    assertThatThrownBy(() -> operator.declare("default", "elsewhere"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.namespace is immutable");
  }
}
