package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The other ways to install the operator. Each works alone in the cluster: the operator that all
 * tests share gives way, and comes back at the end.
 */
@MeshTest
@Tag("full")
final class PackagingIT {

  private static final String OPERATOR = "meshwright-operator";
  private static final String CHANGED_CRD = "meshrevisiontags.meshwright.io";
  private static final String NEWER = "example.org/newer";
  private static final Pattern IMAGE_VARIABLE =
      Pattern.compile("name: \"(RELATED_IMAGE_\\w+)\"\\s+value: \"([^\"]+)\"");

  private static Operator shared;

  @BeforeAll
  static void giveWay(Operator operator) {
    shared = operator;
    shared.giveWay();
  }

  @AfterAll
  static void comeBack() {
    shared.comeBack();
  }

  @Test
  @DisplayName("LC-B8: from the bundle, with its permissions only; metrics need a token")
  void olmBundle(TestCluster cluster, TestNamespace namespace) throws Exception {
    OlmInstallation installation = OlmInstallation.install(cluster, namespace.name());
    try {
      awaitOperator(namespace);
      installAndRemoveMesh("bundled");
      metricsNeedAToken(namespace);
    } finally {
      installation.uninstall();
      awaitNoOperator(namespace);
    }
  }

  @Test
  void helmChart(TestCluster cluster, TestNamespace namespace, @TempDir Path newer)
      throws IOException {
    Path chart = Operator.built("helm/meshwright-operator");
    newerChart(chart, newer, cluster.client().getKubernetesSerialization());
    Map<String, String> before = adopt(cluster.client(), namespace.name());
    try {
      new Helm(chart)
          .install()
          .withKubeConfigContents(cluster.kubeconfig())
          .withName(OPERATOR)
          .withNamespace(namespace.name())
          .withValuesFile(values(cluster, chart, newer))
          .call();
      awaitOperator(namespace);
      assertThat(annotations(cluster.client())).doesNotContainKey(NEWER);
      shared.declare("charted", "charted-system");
      shared.awaitReady("charted");

      new Helm(newer)
          .upgrade()
          .withKubeConfigContents(cluster.kubeconfig())
          .withName(OPERATOR)
          .withNamespace(namespace.name())
          .withValuesFile(newer.resolve("test-values.yaml"))
          .set("podAnnotations.upgraded", "by-helm")
          .call();
      awaitOperator(namespace);

      assertThat(annotations(cluster.client())).containsEntry(NEWER, "true");
      shared.delete("charted");
    } finally {
      Helm.uninstall(OPERATOR)
          .withKubeConfigContents(cluster.kubeconfig())
          .withNamespace(namespace.name())
          .ignoreNotFound()
          .call();
      awaitNoOperator(namespace);
    }
    assertThat(crds(cluster.client()).keySet()).isEqualTo(before.keySet());
  }

  private static void installAndRemoveMesh(String name) {
    shared.declare(name, name + "-system");
    shared.awaitReady(name);
    shared.delete(name);
  }

  private static void awaitOperator(TestNamespace namespace) {
    namespace
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace.name())
        .withName(OPERATOR)
        .waitUntilCondition(
            found ->
                found != null
                    && found.getStatus() != null
                    && found
                        .getMetadata()
                        .getGeneration()
                        .equals(found.getStatus().getObservedGeneration())
                    && Integer.valueOf(2).equals(found.getStatus().getReadyReplicas())
                    && Integer.valueOf(2).equals(found.getStatus().getReplicas())
                    && Integer.valueOf(2).equals(found.getStatus().getUpdatedReplicas()),
            Patience.LIMIT.toSeconds(),
            TimeUnit.SECONDS);
  }

  private static void awaitNoOperator(TestNamespace namespace) {
    Patience.await("the operator is gone")
        .until(
            () ->
                namespace
                    .client()
                    .pods()
                    .inNamespace(namespace.name())
                    .withLabel("app.kubernetes.io/name", OPERATOR)
                    .list()
                    .getItems()
                    .isEmpty());
  }

  private static void metricsNeedAToken(TestNamespace namespace) throws Exception {
    KubernetesClient client = namespace.client();
    Pod leader = leader(namespace);
    for (String account : List.of("stranger", "scraper")) {
      client
          .resource(
              new ServiceAccountBuilder().withNewMetadata().withName(account).endMetadata().build())
          .inNamespace(namespace.name())
          .create();
    }
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(namespace.name() + "-scraper")
                .endMetadata()
                .withNewRoleRef(
                    "rbac.authorization.k8s.io", "ClusterRole", OPERATOR + "-metrics-reader")
                .addNewSubject(null, "ServiceAccount", "scraper", namespace.name())
                .build())
        .create();

    assertThat(MetricsScrape.of(client, leader, null).statusCode()).isEqualTo(401);
    assertThat(MetricsScrape.of(client, leader, token(namespace, "stranger")).statusCode())
        .isEqualTo(403);
    var answer = MetricsScrape.of(client, leader, token(namespace, "scraper"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("meshwright_operator_reconciliations_total{kind=\"MeshInstallation\"}")
        .contains("meshwright_operator_leader 1.0");
    client.rbac().clusterRoleBindings().withName(namespace.name() + "-scraper").delete();
  }

  private static Pod leader(TestNamespace namespace) {
    String holder =
        namespace
            .client()
            .leases()
            .inNamespace(namespace.name())
            .withName(OPERATOR + "-leader")
            .require()
            .getSpec()
            .getHolderIdentity();
    return namespace.client().pods().inNamespace(namespace.name()).withName(holder).require();
  }

  private static String token(TestNamespace namespace, String account) {
    return namespace
        .client()
        .serviceAccounts()
        .inNamespace(namespace.name())
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec().build())
        .getStatus()
        .getToken();
  }

  /** The chart of a later version, whose CRD differs. */
  private static void newerChart(Path chart, Path newer, KubernetesSerialization yaml)
      throws IOException {
    try (Stream<Path> files = Files.walk(chart)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = newer.resolve(chart.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Path file = newer.resolve("files/crds/" + CHANGED_CRD + ".yaml");
    CustomResourceDefinition crd =
        yaml.unmarshal(Files.readString(file), CustomResourceDefinition.class);
    Files.writeString(
        file,
        yaml.asYaml(
            new CustomResourceDefinitionBuilder(crd)
                .editMetadata()
                .addToAnnotations(NEWER, "true")
                .endMetadata()
                .build()));
  }

  /** As a user does who goes from the manifest to the chart. */
  private static Map<String, String> adopt(KubernetesClient client, String namespace) {
    crds(client)
        .keySet()
        .forEach(
            name ->
                client
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(name)
                    .edit(
                        crd ->
                            new CustomResourceDefinitionBuilder(crd)
                                .editMetadata()
                                .addToLabels("app.kubernetes.io/managed-by", "Helm")
                                .addToAnnotations("meta.helm.sh/release-name", OPERATOR)
                                .addToAnnotations("meta.helm.sh/release-namespace", namespace)
                                .endMetadata()
                                .build()));
    return crds(client);
  }

  private static Map<String, String> crds(KubernetesClient client) {
    Map<String, String> uids = new TreeMap<>();
    for (CustomResourceDefinition crd :
        client.apiextensions().v1().customResourceDefinitions().list().getItems()) {
      if (crd.getSpec().getGroup().matches("meshwright\\.io|networking\\.istio\\.io")) {
        uids.put(crd.getMetadata().getName(), crd.getMetadata().getUid());
      }
    }
    return uids;
  }

  private static Map<String, String> annotations(KubernetesClient client) {
    return client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(CHANGED_CRD)
        .require()
        .getMetadata()
        .getAnnotations();
  }

  /** Images that the nodes have. */
  private static Path values(TestCluster cluster, Path chart, Path folder) throws IOException {
    String deployment = Files.readString(chart.resolve("files/deployment.yaml"));
    StringBuilder values =
        new StringBuilder(
            "images:\n  operator: \"" + cluster.image("operator") + "\"\n  related:\n");
    IMAGE_VARIABLE
        .matcher(deployment)
        .results()
        .forEach(
            variable ->
                values.append(
                    "    %s: \"%s\"\n"
                        .formatted(variable.group(1), cluster.withImages(variable.group(2)))));
    Path file = folder.resolve("test-values.yaml");
    Files.writeString(file, values);
    return file;
  }
}
