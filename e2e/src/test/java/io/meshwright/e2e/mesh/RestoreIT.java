package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A mesh is lost with its namespace, and comes back from the Secret that was kept. */
@MeshTest
@Tag("full")
final class RestoreIT extends OwnMesh {

  private static final String AUTHORITY = "istio-ca-secret";

  @Test
  @DisplayName("LC-trust, LC-failure-rate: no request fails while a mesh is lost and restored")
  void noRequestFailsWhileAMeshIsLostAndRestored(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    KubernetesClient client = cluster.client();
    operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    String root = root(operator);
    Secret kept = backup(client);
    RunningLoad load = sample.startLoad(PER_SECOND);

    operator.delete(MESH);
    client.namespaces().withName(NAMESPACE).delete();
    Patience.await("the namespace of the mesh is gone")
        .until(() -> client.namespaces().withName(NAMESPACE).get() == null);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    client.resource(kept).create();
    operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    operator.awaitCondition(MESH, "TrustValid");
    assertThat(root(operator)).isEqualTo(root);

    sample.restart();
    load.endsWithoutFailure("a mesh that is lost and restored");
  }

  /** The Secret without what only the API server writes. */
  private static Secret backup(KubernetesClient client) {
    Secret secret = client.secrets().inNamespace(NAMESPACE).withName(AUTHORITY).require();
    return new SecretBuilder(secret)
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(AUTHORITY)
        .withLabels(secret.getMetadata().getLabels())
        .withAnnotations(secret.getMetadata().getAnnotations())
        .endMetadata()
        .build();
  }

  private static String root(Operator operator) {
    Patience.await("one root is trusted").until(() -> roots(operator).size() == 1);
    return roots(operator).getFirst();
  }
}
