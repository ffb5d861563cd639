package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A mesh goes from the version released before to this one while requests flow, and none fails.
 * Both versions are built from their own commits.
 */
@MeshTest
final class UpgradeIT {

  private static final String MESH = "default";
  private static final String NAMESPACE = "istio-system";
  private static final String TAG = "prod";
  private static final String RELEASED = Releases.newest();
  private static final String CURRENT = System.getProperty("meshwright.version");
  private static final int PER_SECOND = 100;

  @BeforeEach
  void removeTheMeshOfOtherTests(Operator operator) {
    assertThat(CURRENT).isNotEqualTo(RELEASED);
    operator.delete(MESH);
  }

  @AfterEach
  void removeTheMesh(Operator operator, TestNamespace namespace) {
    namespace.removeWorkloads();
    operator.deleteTag(TAG);
    operator.delete(MESH);
  }

  @Test
  @DisplayName("LC-F2, LC-G1, LC-failure-rate: upgrade by a tag, and back")
  void revisionIsTriedTakenAndLeftByItsTag(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    String before = operator.installVersion(MESH, NAMESPACE, RELEASED, "RevisionBased");
    operator.tag(TAG, before);
    EchoSample sample = EchoSample.deployWith(TAG, cluster, namespace);
    assertThat(sample.proxyVersions()).containsOnly(RELEASED);
    RunningLoad load = sample.startLoad(PER_SECOND);

    String after = operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    assertThat(after).isNotEqualTo(before);
    sample.restart();
    assertThat(sample.proxyVersions()).as("the tag has not moved").containsOnly(RELEASED);

    operator.tag(TAG, after);
    sample.restart();
    assertThat(sample.proxyVersions()).containsOnly(CURRENT);

    operator.tag(TAG, before);
    sample.restart();
    assertThat(sample.proxyVersions()).as("rolled back").containsOnly(RELEASED);

    load.endsWithoutFailure("canary upgrade and rollback");
  }

  @Test
  @DisplayName("LC-F1, LC-failure-rate: upgrade in place under traffic")
  void revisionIsUpgradedInPlace(TestCluster cluster, TestNamespace namespace, Operator operator) {
    String before = operator.installVersion(MESH, NAMESPACE, RELEASED, "InPlace");
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    assertThat(sample.proxyVersions()).containsOnly(RELEASED);
    RunningLoad load = sample.startLoad(PER_SECOND);

    String after = operator.installVersion(MESH, NAMESPACE, CURRENT, "InPlace");
    assertThat(after).isEqualTo(before);
    sample.restart();
    assertThat(sample.proxyVersions()).containsOnly(CURRENT);

    load.endsWithoutFailure("upgrade in place");
  }
}
