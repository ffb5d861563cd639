package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the API server tells a user of a MeshInstallation at once. Nothing here is kept. */
@MeshTest
final class AdmissionIT {

  private static final String ALLOW = "meshwright.io/allow-delete-in-use";

  @BeforeAll
  static void theWebhookAnswers(TestCluster cluster, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    // until it does, the API server goes on without it
    Patience.await("the webhook answers")
        .until(() -> create(cluster.client(), "\"version\": \"7.7.7\"").code() != 201);
  }

  @Test
  void anUnknownVersionIsDeniedWithTheKnownOnes(TestCluster cluster) {
    HttpResponse<String> response = create(cluster.client(), "\"version\": \"7.7.7\"");
    assertThat(response.code()).isEqualTo(422);
    assertThat(response.body())
        .contains(
            "admission.meshwright.io",
            "MeshInstallation tried: spec.version: found 7.7.7, expected one of ",
            System.getProperty("meshwright.version"));
  }

  @Test
  void aRiskIsAWarningThatKubectlShows(TestCluster cluster) {
    HttpResponse<String> response =
        create(cluster.client(), "\"updateStrategy\": {\"type\": \"InPlace\"}");
    assertThat(response.code()).isEqualTo(201);
    assertThat(response.headers("Warning"))
        .singleElement()
        .asString()
        .contains("MeshInstallation tried: spec.updateStrategy.type: InPlace");
  }

  /** What kubectl prints: refusals of the schema, of its rules and of the webhook; warnings. */
  @Test
  void kubectlNamesResourceFieldFoundAndExpected(TestCluster cluster) {
    assertThat(tryWithKubectl(cluster, "trust: {bundleName: Not_A_Name}"))
        .contains(
            "The MeshInstallation \"tried\" is invalid:",
            "spec.trust.bundleName: Invalid value: \"Not_A_Name\"",
            "should match '^[a-z0-9]");
    assertThat(tryWithKubectl(cluster, "updateStrategy: {type: Sideways}"))
        .contains(
            "spec.updateStrategy.type: Unsupported value: \"Sideways\":",
            "supported values: \"InPlace\", \"RevisionBased\"");
    assertThat(tryWithKubectl(cluster, "controlPlane: {replicas: 2, autoscaling: {}}"))
        .contains(
            "The MeshInstallation \"tried\" is invalid: spec.controlPlane: Invalid value:",
            "replicas and autoscaling exclude each other");
    assertThat(tryWithKubectl(cluster, "profile: nonesuch"))
        .contains(
            "admission webhook \"admission.meshwright.io\" denied the request: MeshInstallation"
                + " tried: spec.profile: found nonesuch, expected one of default, ");
    assertThat(tryWithKubectl(cluster, "updateStrategy: {type: InPlace}"))
        .contains(
            "Warning: MeshInstallation tried: spec.updateStrategy.type: InPlace",
            "Warning: MeshInstallation tried: spec.trust.bundleName: istio-ca-root-cert is also",
            "meshinstallation.meshwright.io/tried created (server dry run)");
  }

  @Test
  void kubectlExplainsEachField(TestCluster cluster) {
    String spec = cluster.shell("kubectl explain meshinstallation.spec").output();
    assertThat(spec)
        .contains("KIND:       MeshInstallation", "VERSION:    v1alpha1")
        .containsPattern("channel\\s+<string>")
        .containsPattern("enum: candidate, stable")
        .containsPattern("trust\\s+<Object>\\s+Whom workloads trust")
        .containsPattern("version\\s+<string>\\s+Version of control plane and proxies");
    String name = cluster.shell("kubectl explain mesh.spec.trust.bundleName").output();
    assertThat(name)
        .containsPattern("Istio's\\s+global.trustBundleName")
        .containsPattern("Default:\\s+istio-ca-root-cert\\.");
  }

  private static String tryWithKubectl(TestCluster cluster, String field) {
    return cluster
        .shell(
            """
            exec 2>&1
            kubectl apply --dry-run=server -f - <<EOF || true
            apiVersion: meshwright.io/v1alpha1
            kind: MeshInstallation
            metadata: {name: tried}
            spec:
              namespace: tried-system
              %s
            EOF
            """
                .formatted(field))
        .output();
  }

  @Test
  @DisplayName("LC-delete-in-use: a mesh is not deleted under its workloads unless annotated")
  void aMeshInUseIsNotDeleted(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    EchoSample.deploy(cluster, namespace);
    var installation =
        mesh.client().genericKubernetesResources(Operator.INSTALLATIONS).withName("default");
    assertThatThrownBy(() -> installation.dryRun().delete())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("pods with its proxies")
        .hasMessageContaining(ALLOW);

    annotate(mesh.client(), "\"true\"");
    assertThat(installation.dryRun().delete()).isNotEmpty();
    annotate(mesh.client(), "null");
    assertThat(installation.get().getMetadata().getDeletionTimestamp()).isNull();
  }

  private static void annotate(KubernetesClient client, String value) {
    client
        .genericKubernetesResources(Operator.INSTALLATIONS)
        .withName("default")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":%s}}}".formatted(ALLOW, value));
  }

  /** Only tried; the client itself does not tell warnings. */
  private static HttpResponse<String> create(KubernetesClient client, String spec) {
    URI uri =
        URI.create(
            client.getMasterUrl()
                + "apis/meshwright.io/v1alpha1/meshinstallations?dryRun=All&fieldManager=test");
    return client
        .getHttpClient()
        .sendAsync(
            client
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri)
                .method(
                    "POST",
                    "application/json",
                    """
                    {"apiVersion": "meshwright.io/v1alpha1", "kind": "MeshInstallation",
                     "metadata": {"name": "tried"}, "spec": {"namespace": "tried-system", "trust": {"bundleName": "tried"}, %s}}
                    """
                        .formatted(spec))
                .build(),
            String.class)
        .join();
  }
}
