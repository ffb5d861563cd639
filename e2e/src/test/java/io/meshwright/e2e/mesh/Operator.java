package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The operator, installed from the manifest that the build makes for users. */
final class Operator {

  static final String NAMESPACE = "meshwright-system";

  private static final String NAME = "meshwright-operator";
  private static final ResourceDefinitionContext INSTALLATIONS =
      new ResourceDefinitionContext.Builder()
          .withGroup("meshwright.io")
          .withVersion("v1alpha1")
          .withKind("MeshInstallation")
          .withPlural("meshinstallations")
          .withNamespaced(false)
          .build();

  private final KubernetesClient client;

  private Operator(KubernetesClient client) {
    this.client = client;
  }

  /** Returns when the operator is ready. */
  static Operator install(TestCluster cluster) {
    Path manifest =
        Path.of(
            System.getProperty("meshwright.directory"),
            "operator/target/install/meshwright-operator.yaml");
    // the runtime and the proxy run from images that the manifest names
    try {
      apply(cluster.client(), cluster.withImages(Files.readString(manifest)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .waitUntilReady(2, TimeUnit.MINUTES);
    return new Operator(cluster.client());
  }

  /** The pod that it runs in. */
  Pod pod() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/name", NAME)
        .list()
        .getItems()
        .getFirst();
  }

  /** Declares a mesh and returns when it is ready. */
  Mesh installMesh(String name, String namespace) {
    declare(name, namespace);
    awaitReady(name, 60);
    String revision = installation(name).get("status", "activeRevision");
    return new Mesh(client, namespace, revision);
  }

  void declare(String name, String namespace) {
    apply(
        client,
        """
        apiVersion: meshwright.io/v1alpha1
        kind: MeshInstallation
        metadata:
          name: %s
        spec:
          namespace: %s
        """
            .formatted(name, namespace));
  }

  void awaitReady(String name, int seconds) {
    awaitCondition(name, "Ready", seconds);
  }

  private void awaitCondition(String name, String condition, int seconds) {
    client
        .genericKubernetesResources(INSTALLATIONS)
        .withName(name)
        .waitUntilCondition(
            found -> found != null && conditionIs(found, condition, "True"),
            seconds,
            TimeUnit.SECONDS);
  }

  /**
   * While it is paused, nobody undoes what a test does to the objects of an installation. Returns
   * when the operator has taken note.
   */
  void pause(String name, boolean paused) {
    client
        .genericKubernetesResources(INSTALLATIONS)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"paused\":%s}}".formatted(paused));
    awaitCondition(name, paused ? "Paused" : "Reconciled", 60);
  }

  /** Changes an installation by a JSON merge patch. */
  void patch(String name, String patch) {
    client
        .genericKubernetesResources(INSTALLATIONS)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /** Returns when the installation is gone. */
  void delete(String name) {
    client.genericKubernetesResources(INSTALLATIONS).withName(name).delete();
    client
        .genericKubernetesResources(INSTALLATIONS)
        .withName(name)
        .waitUntilCondition(found -> found == null, 2, TimeUnit.MINUTES);
  }

  GenericKubernetesResource installation(String name) {
    return client.genericKubernetesResources(INSTALLATIONS).withName(name).require();
  }

  static boolean conditionIs(GenericKubernetesResource object, String type, String status) {
    List<Map<String, String>> conditions = object.get("status", "conditions");
    return conditions != null
        && conditions.stream()
            .anyMatch(
                condition ->
                    type.equals(condition.get("type")) && status.equals(condition.get("status")));
  }

  private static void apply(KubernetesClient client, String yaml) {
    client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).serverSideApply();
  }
}
