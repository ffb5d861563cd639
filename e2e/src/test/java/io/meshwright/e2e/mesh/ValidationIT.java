package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Configuration that the mesh could not use does not get into the cluster. */
@MeshTest
final class ValidationIT {

  private static EchoSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = EchoSample.deploy(cluster, namespace);
    namespace.apply(routes("prefix: /", "v2"));
    Patience.await("the good rule is in force").until(() -> sample.load(20, 1).share("v2") == 1);
  }

  @Test
  @DisplayName("LC-G3: the default validator refuses a bad rule")
  void badRuleIsRefusedWhileTheGoodOneGoesOn(TestNamespace namespace) {
    assertThatThrownBy(() -> namespace.apply(routes("regex: '(['", "v1")))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(
            "VirtualService %s/echo: spec.http[0].match[0].uri.regex: found ([, expected an RE2 expression"
                .formatted(namespace.name()));

    LoadResult load = sample.load(50, 1);
    assertThat(load.statuses()).as("%s", load.failures()).isEqualTo(Map.of("200", 50));
    assertThat(load.versions()).containsExactly(Map.entry("v2", 50));
  }

  @Test
  void allFaultsOfARuleAreNamedAtOnce(TestNamespace namespace) {
    String twoFaults = routes("regex: '(['", "v1").replace("http:\n", "http:\n  - timeout: soon\n");
    assertThatThrownBy(() -> namespace.apply(twoFaults))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.http[0].timeout: found soon")
        .hasMessageContaining("spec.http[1].match[0].uri.regex: found ([");
  }

  /** All requests whose path matches go to one version. */
  private static String routes(String uri, String version) {
    return """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: echo
    spec:
      host: echo
      subsets:
      - name: v1
        labels:
          version: v1
      - name: v2
        labels:
          version: v2
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: echo
    spec:
      hosts: [echo]
      http:
      - match:
        - uri:
            %s
        route:
        - destination:
            host: echo
            subset: %s
    """
        .formatted(uri, version);
  }
}
