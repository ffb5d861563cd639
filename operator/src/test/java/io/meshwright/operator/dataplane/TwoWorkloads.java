package io.meshwright.operator.dataplane;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.event.ToldCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A mesh with the workloads {@code canary/probe}, which can go first, and {@code shop/cart}. */
abstract class TwoWorkloads {

  final FakeCluster cluster = new FakeCluster();
  final List<String> told = new ArrayList<>();
  final MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(cluster, event -> told.add(event.reason().word() + " " + event.note())));

  /** Installs the mesh, then the workloads. */
  final void install(String spec) {
    namespace("canary", Map.of("istio-injection", "enabled", "tier", "canary"));
    namespace("shop", Map.of("istio-injection", "enabled"));
    mesh.installation("default", spec);
    mesh.rollOut();
    workload("canary", "probe");
    workload("shop", "cart");
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

  final DataPlaneStatus status() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().dataPlane());
  }

  final List<String> restarts() {
    return cluster.writes.stream().filter(write -> write.startsWith("restart ")).toList();
  }

  final void command(String word) {
    cluster.annotate(mesh.installation("default"), "meshwright.io/data-plane", word);
    mesh.settle();
  }
}
