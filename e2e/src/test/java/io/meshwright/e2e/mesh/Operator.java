package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The operator, installed from the manifest that the build makes for users. */
final class Operator {

  static final String NAMESPACE = "meshwright-system";

  private static final String NAME = "meshwright-operator";
  static final ResourceDefinitionContext INSTALLATIONS =
      new ResourceDefinitionContext.Builder()
          .withGroup("meshwright.io")
          .withVersion("v1alpha1")
          .withKind("MeshInstallation")
          .withPlural("meshinstallations")
          .withNamespaced(false)
          .build();

  private static final ResourceDefinitionContext TAGS =
      new ResourceDefinitionContext.Builder()
          .withGroup("meshwright.io")
          .withVersion("v1alpha1")
          .withKind("MeshRevisionTag")
          .withPlural("meshrevisiontags")
          .withNamespaced(false)
          .build();

  private final KubernetesClient client;
  private final String manifest;

  private Operator(KubernetesClient client, String manifest) {
    this.client = client;
    this.manifest = manifest;
  }

  /** Returns when the operator is ready. */
  static Operator install(TestCluster cluster) {
    // the runtime and the proxy run from images that the manifest names
    String manifest = cluster.withImages(read("install/meshwright-operator.yaml"));
    Operator operator = new Operator(cluster.client(), manifest);
    operator.comeBack();
    return operator;
  }

  /** Installs the operator of a released version, and returns when it is ready. */
  static Operator installReleased(TestCluster cluster, String manifest) {
    Operator operator = new Operator(cluster.client(), cluster.withImages(manifest));
    operator.applyManifest();
    return operator;
  }

  /** How often the spec of each Deployment of a namespace has changed. */
  Map<String, Long> controlPlaneGenerations(String namespace) {
    return client.apps().deployments().inNamespace(namespace).list().getItems().stream()
        .map(HasMetadata::getMetadata)
        .collect(Collectors.toMap(ObjectMeta::getName, ObjectMeta::getGeneration));
  }

  /** A file that the operator's build makes for users. */
  static String read(String file) {
    try {
      return Files.readString(built(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the operator's build puts what users install it from. */
  static Path built(String name) {
    return Path.of(System.getProperty("meshwright.directory"), "operator/target").resolve(name);
  }

  /** Removes the operator, so that another installation of it can work; what it made stays. */
  void giveWay() {
    List<HasMetadata> own =
        client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).items();
    own.stream()
        .filter(object -> !object.getKind().equals("CustomResourceDefinition"))
        .filter(object -> !object.getKind().equals("Namespace"))
        .forEach(
            object ->
                client
                    .resource(object)
                    .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                    .delete());
    Patience.await("the operator is gone")
        .until(() -> client.pods().inNamespace(NAMESPACE).list().getItems().isEmpty());
  }

  /** Installs the operator as it was before it gave way. */
  void comeBack() {
    applyManifest();
    // made by the replica that leads, once it does
    client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(NAME)
        .waitUntilCondition(Objects::nonNull, Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private void applyManifest() {
    apply(client, manifest);
    awaitReplicas();
  }

  /** The name of the pod that leads; empty while none does. */
  String leader() {
    Lease lease = lease().get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return Objects.requireNonNullElse(holder, "");
  }

  /** Since when the pod leads that leads now. */
  Instant leadingSince() {
    return lease().require().getSpec().getAcquireTime().toInstant();
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(NAMESPACE).withName("meshwright-operator-leader");
  }

  /** One of its pods by name. */
  Pod pod(String name) {
    return client.pods().inNamespace(NAMESPACE).withName(name).require();
  }

  /** Ends one of its pods at once, and does not wait for the one in its place. */
  void kill(String pod) {
    client.pods().inNamespace(NAMESPACE).withName(pod).withGracePeriod(0).delete();
  }

  /** Returns when all replicas are ready. */
  void awaitReplicas() {
    client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .waitUntilReady(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
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
    awaitReady(name);
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
          %s
        """
            .formatted(name, namespace, trust(name)));
  }

  /** Beside the mesh of all tests, another one needs a name of its own for its roots. */
  private static String trust(String name) {
    return name.equals("default") ? "" : "trust: {bundleName: %s}".formatted(trustBundle(name));
  }

  /** What a mesh calls the ConfigMaps with its roots. */
  static String trustBundle(String name) {
    return name.equals("default") ? "istio-ca-root-cert" : name + "-roots";
  }

  /** Declares a mesh whose control plane no node may run, in a namespace of its name. */
  void declareWithoutPods(String name) {
    apply(
        client,
        """
        apiVersion: meshwright.io/v1alpha1
        kind: MeshInstallation
        metadata:
          name: %s
        spec:
          namespace: %s
          controlPlane:
            nodeSelector:
              meshwright.io/bench: nowhere
          %s
        """
            .formatted(name, name, trust(name)));
  }

  /** Declares a mesh of a version and waits until it is the active one. */
  String installVersion(String name, String namespace, String version, String strategy) {
    apply(
        client,
        """
        apiVersion: meshwright.io/v1alpha1
        kind: MeshInstallation
        metadata:
          name: %s
        spec:
          namespace: %s
          version: %s
          updateStrategy:
            type: %s
        """
            .formatted(name, namespace, version, strategy));
    client
        .genericKubernetesResources(INSTALLATIONS)
        .withName(name)
        .waitUntilCondition(
            found ->
                found != null && isReady(found) && version.equals(found.get("status", "version")),
            Patience.LIMIT.toSeconds(),
            TimeUnit.SECONDS);
    return installation(name).get("status", "activeRevision");
  }

  /** Whether it is ready as it is declared now, not as it was before. */
  private static boolean isReady(GenericKubernetesResource object) {
    List<Map<String, Object>> conditions = object.get("status", "conditions");
    String generation = String.valueOf(object.getMetadata().getGeneration());
    return conditions != null
        && conditions.stream()
            .anyMatch(
                condition ->
                    "Ready".equals(condition.get("type"))
                        && "True".equals(condition.get("status"))
                        && generation.equals(String.valueOf(condition.get("observedGeneration"))));
  }

  /** Points a tag at a revision and waits until pods that name the tag get it. */
  void tag(String name, String revision) {
    apply(
        client,
        """
        apiVersion: meshwright.io/v1alpha1
        kind: MeshRevisionTag
        metadata:
          name: %s
        spec:
          targetRef:
            kind: MeshRevision
            name: %s
        """
            .formatted(name, revision));
    client
        .genericKubernetesResources(TAGS)
        .withName(name)
        .waitUntilCondition(
            found ->
                found != null && isReady(found) && revision.equals(found.get("status", "revision")),
            Patience.LIMIT.toSeconds(),
            TimeUnit.SECONDS);
  }

  void deleteTag(String name) {
    client.genericKubernetesResources(TAGS).withName(name).delete();
  }

  void awaitReady(String name) {
    awaitCondition(name, "Ready");
  }

  void awaitCondition(String name, String condition) {
    client
        .genericKubernetesResources(INSTALLATIONS)
        .withName(name)
        .waitUntilCondition(
            found -> found != null && conditionIs(found, condition, "True"),
            Patience.LIMIT.toSeconds(),
            TimeUnit.SECONDS);
  }

  /**
   * While it is paused, nobody undoes what a test does to the objects of an installation. Returns
   * when the operator has taken note.
   */
  void pause(String name, boolean paused) {
    patch(name, "{\"spec\":{\"paused\":%s}}".formatted(paused));
    awaitCondition(name, paused ? "Paused" : "Reconciled");
  }

  /** Changes an installation by a JSON merge patch. */
  void patch(String name, String patch) {
    client
        .genericKubernetesResources(INSTALLATIONS)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /** Removes an installation, whoever uses it, and returns when it is gone. */
  void delete(String name) {
    var installation = client.genericKubernetesResources(INSTALLATIONS).withName(name);
    if (installation.get() == null) {
      return;
    }
    patch(
        name, "{\"metadata\":{\"annotations\":{\"meshwright.io/allow-delete-in-use\":\"true\"}}}");
    installation.delete();
    installation.waitUntilCondition(
        found -> found == null, Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Removes what a test that failed has left: a second mesh would change the roots of the first.
   */
  void deleteAllBut(String name) {
    client.genericKubernetesResources(INSTALLATIONS).list().getItems().stream()
        .map(installation -> installation.getMetadata().getName())
        .filter(found -> !found.equals(name))
        .forEach(this::delete);
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

  /** Applies what stands in a YAML. */
  static void apply(KubernetesClient client, String yaml) {
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
  }
}
