package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each process uses the cache that its image was trained for; the JVM only warns when it cannot.
 */
@MeshTest
final class AotCacheIT {

  private static Mesh mesh;
  private static EchoSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh installed) {
    mesh = installed;
    sample = EchoSample.deploy(cluster, namespace);
  }

  @Test
  void operatorUsesItsCache(TestNamespace namespace, Operator operator) {
    assertUsesCache(namespace, operator.pod(), "operator", "operator");
  }

  @Test
  void runtimeUsesItsCache(TestNamespace namespace) {
    assertUsesCache(namespace, mesh.runtimes().getFirst(), "discovery", "runtime");
  }

  @Test
  void proxyUsesItsCache(TestNamespace namespace) {
    assertUsesCache(namespace, sample.client(), "istio-proxy", "proxy");
  }

  @Test
  void sampleUsesItsCache(TestNamespace namespace) {
    assertUsesCache(namespace, sample.echo("v1").getFirst(), "echo", "samples");
  }

  /** What the kernel has mapped is what the JVM accepted: it unmaps a cache that does not fit. */
  private static void assertUsesCache(
      TestNamespace namespace, Pod pod, String container, String image) {
    assertThat(namespace.exec(pod, container, "cat", "/proc/1/maps").output())
        .as("what process 1 of %s has mapped", container)
        .contains("/lib/server/libjvm.so")
        .contains("/opt/meshwright/%1$s/%1$s.aot".formatted(image));
  }
}
