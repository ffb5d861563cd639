package io.meshwright.e2e.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the Operator Lifecycle Manager does with the bundle: accounts and roles with exactly the
 * permissions of the ClusterServiceVersion, its Deployments, and the objects beside it.
 */
final class OlmInstallation {

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String CSV = "ClusterServiceVersion";

  private final KubernetesClient client;
  private final String namespace;
  private final List<HasMetadata> objects = new ArrayList<>();

  private OlmInstallation(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** The CRDs are those of the cluster. */
  static OlmInstallation install(TestCluster cluster, String namespace) {
    OlmInstallation installation = new OlmInstallation(cluster.client(), namespace);
    KubernetesSerialization yaml = cluster.client().getKubernetesSerialization();
    try (Stream<Path> files = Files.list(Operator.built("olm-bundle/manifests"))) {
      for (Path file : files.toList()) {
        String text = cluster.withImages(Files.readString(file));
        JsonNode manifest = yaml.unmarshal(text, JsonNode.class);
        switch (manifest.path("kind").asText()) {
          case CSV -> installation.plan(manifest.at("/spec/install/spec"), yaml);
          case "CustomResourceDefinition" -> {}
          default -> installation.objects.add(yaml.unmarshal(text, HasMetadata.class));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    installation.objects.forEach(
        object -> installation.client.resource(object).inNamespace(namespace).serverSideApply());
    return installation;
  }

  private void plan(JsonNode strategy, KubernetesSerialization yaml) {
    for (JsonNode granted : strategy.path("clusterPermissions")) {
      String account = granted.path("serviceAccountName").asText();
      objects.add(account(account));
      String role = namespace + "-" + account;
      objects.add(
          new ClusterRoleBuilder()
              .withNewMetadata()
              .withName(role)
              .endMetadata()
              .withRules(rules(granted, yaml))
              .build());
      objects.add(
          new ClusterRoleBindingBuilder()
              .withNewMetadata()
              .withName(role)
              .endMetadata()
              .withNewRoleRef(RBAC, "ClusterRole", role)
              .withSubjects(subject(account))
              .build());
    }
    for (JsonNode granted : strategy.path("permissions")) {
      String account = granted.path("serviceAccountName").asText();
      objects.add(
          new RoleBuilder()
              .withNewMetadata()
              .withName(account)
              .endMetadata()
              .withRules(rules(granted, yaml))
              .build());
      objects.add(
          new RoleBindingBuilder()
              .withNewMetadata()
              .withName(account)
              .endMetadata()
              .withNewRoleRef(RBAC, "Role", account)
              .withSubjects(subject(account))
              .build());
    }
    for (JsonNode deployment : strategy.path("deployments")) {
      objects.add(
          new DeploymentBuilder()
              .withNewMetadata()
              .withName(deployment.path("name").asText())
              .endMetadata()
              .withSpec(yaml.convertValue(deployment.get("spec"), DeploymentSpec.class))
              .build());
    }
  }

  private static List<PolicyRule> rules(JsonNode granted, KubernetesSerialization yaml) {
    return StreamSupport.stream(granted.path("rules").spliterator(), false)
        .map(rule -> yaml.convertValue(rule, PolicyRule.class))
        .toList();
  }

  private HasMetadata account(String name) {
    return new ServiceAccountBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private Subject subject(String account) {
    return new SubjectBuilder()
        .withKind("ServiceAccount")
        .withName(account)
        .withNamespace(namespace)
        .build();
  }

  void uninstall() {
    objects.forEach(object -> client.resource(object).inNamespace(namespace).delete());
  }
}
