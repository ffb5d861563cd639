package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.event.ToldCluster;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;

/**
 * A mesh with the workloads {@code canary/probe}, which goes first, and {@code shop/cart}, whose
 * waves are judged.
 */
abstract class JudgedMesh {

  static final String WAVES =
      "dataPlane: {mode: Automatic, waves: [{name: canary, namespaceSelector: {matchLabels: {tier:"
          + " canary}}}]}";
  static final String JUDGED = WAVES + ", analysis: {window: 1m, warmUp: 10s, interval: 10s}";

  final FakeCluster cluster = new FakeCluster();
  final List<String> told = new ArrayList<>();
  final MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(cluster, event -> told.add(event.reason().word() + " " + event.note())));
  String good = "";

  @BeforeEach
  void aMeshWithTwoWorkloads() {
    namespace("canary", Map.of("istio-injection", "enabled", "tier", "canary"));
    namespace("shop", Map.of("istio-injection", "enabled"));
    mesh.installation("default", "{" + JUDGED + "}");
    mesh.rollOut();
    good = mesh.active();
    workload("canary", "probe");
    workload("shop", "cart");
    healthy();
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  void namespace(String name, Map<String, String> labels) {
    cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .build());
  }

  void workload(String namespace, String name) {
    cluster.put(
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withReplicas(1)
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", name)
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build());
    runs(namespace, name, mesh.active());
  }

  /** The Deployment's pod is replaced and ready. */
  void runs(String namespace, String name, String revision) {
    cluster.put(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name + "-7c9-x")
            .addToLabels("pod-template-hash", "7c9")
            .addToAnnotations("istio.io/rev", revision)
            .addNewOwnerReference()
            .withKind("ReplicaSet")
            .withName(name + "-7c9")
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .build());
    cluster.runtimeStarts("istio-system", "root-1");
  }

  void healthy() {
    mesh.samples.receives("canary", "probe", 20_000, 10, 4);
    mesh.samples.receives("shop", "cart", 20_000, 10, 4);
  }

  void failing() {
    mesh.samples.receives("canary", "probe", 20_000, 1_000, 4);
  }

  /** Asks for another revision, which becomes ready. */
  void another(String rest) {
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}, " + rest + "}");
    mesh.sessions.put(good, new SessionCounts(true, Map.of("shop", new ProxyCounts(2, 0))));
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(good);
  }

  /** The canary has rolled, and its analysis begins. */
  String canaryRolls() {
    another(JUDGED);
    runs("canary", "probe", mesh.active());
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Analyzing);
    return mesh.active();
  }

  void pass(int seconds) {
    cluster.now = cluster.now.plusSeconds(seconds);
    mesh.settle();
  }

  DataPlaneStatus status() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().dataPlane());
  }

  List<String> restarts() {
    return cluster.writes.stream().filter(write -> write.startsWith("restart ")).toList();
  }

  List<String> history() {
    return mesh.installation("default").getStatus().history().stream()
        .map(
            entry ->
                (entry.revision().equals(good) ? "good " : "bad ")
                    + entry.cause()
                    + " "
                    + entry.result())
        .toList();
  }

  void command(String word) {
    HasMetadata installation = mesh.installation("default");
    Map<String, String> annotations = new HashMap<>();
    annotations.put("meshwright.io/data-plane", word);
    installation.getMetadata().setAnnotations(annotations);
    cluster.put(installation);
    mesh.settle();
  }
}
