package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.manifest.WebhookManifests;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures of docs/performance.md; run by {@code make bench-operator}, not by the gate. */
final class OperatorBench {

  private static final int INSTALLATIONS = 100;
  private static final int NAMESPACES = 1_000;
  private static final int PODS = 10_000;
  private static final Duration RUN = Duration.ofSeconds(10);

  /** What a pod of an ordinary workload is to the API server, in characters of its annotations. */
  private static final int ORDINARY = 4_000;

  @Test
  void memoryOfNamespacesAndPods() throws IOException {
    TrimmedPods pods = new TrimmedPods(new PodIndex());
    Map<String, Namespace> namespaces = new HashMap<>();
    long before = heap();
    for (int i = 0; i < NAMESPACES; i++) {
      namespaces.put("namespace-" + i, namespace(i));
    }
    for (int i = 0; i < PODS; i++) {
      Pod pod = pod(i);
      pods.put(pods.getKey(pod), pod);
    }
    double megabytes = (heap() - before) / 1e6;
    assertThat(pods.size() + namespaces.size()).isEqualTo(PODS + NAMESPACES);
    Figures.report("caches_of_1000_namespaces_10000_pods", megabytes, "MB");
  }

  @Test
  void reconciliationsThatFindNothingToDo() throws IOException {
    FakeCluster cluster = new FakeCluster();
    MeshUnderTest settling = new MeshUnderTest(cluster);
    for (int i = 0; i < INSTALLATIONS; i++) {
      settling.installation(
          "mesh-" + i, "{namespace: mesh-%d, trust: {bundleName: mesh-%d}}".formatted(i, i));
    }
    settling.settle();
    for (int i = 0; i < INSTALLATIONS; i++) {
      cluster.runtimeStarts("mesh-" + i, "root");
    }
    cluster.refusal = WebhookManifests.REVISION_VALIDATOR + " refuses what it should";
    settling.settle();

    MeshUnderTest mesh =
        new MeshUnderTest(cluster, new SettledCluster(cluster.objects()), new PodIndex());
    List<MeshInstallation> installations = cluster.list(MeshInstallation.class);
    List<MeshRevision> revisions = cluster.list(MeshRevision.class);
    rounds(mesh, installations, revisions, RUN);
    Figures.report(
        "noop_reconciliations", rounds(mesh, installations, revisions, RUN), "per second");
  }

  /** How many reconciliations a second it does. */
  private static double rounds(
      MeshUnderTest mesh,
      List<MeshInstallation> installations,
      List<MeshRevision> revisions,
      Duration run) {
    long begin = System.nanoTime();
    long done = 0;
    long elapsed = 0;
    while (elapsed < run.toNanos()) {
      installations.forEach(mesh.installations::reconcile);
      revisions.forEach(mesh.revisions::reconcile);
      done += installations.size() + revisions.size();
      elapsed = System.nanoTime() - begin;
    }
    return done * 1e9 / elapsed;
  }

  private static Namespace namespace(int number) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName("namespace-" + number)
        .withUid("8c4a3d2e-0000-4000-8000-%012d".formatted(number))
        .addToLabels("kubernetes.io/metadata.name", "namespace-" + number)
        .addToLabels("istio.io/rev", "prod")
        .endMetadata()
        .withNewStatus()
        .withPhase("Active")
        .endStatus()
        .build();
  }

  private static Pod pod(int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("namespace-" + number % NAMESPACES)
        .withName("service-%d-6d4cf56db6-abcde".formatted(number))
        .withUid("1f0a3d2e-0000-4000-8000-%012d".formatted(number))
        .withResourceVersion(String.valueOf(1_000_000 + number))
        .addToLabels("app", "service-" + number)
        .addToLabels("pod-template-hash", "6d4cf56db6")
        .addToAnnotations("istio.io/rev", "default-0-2-0-" + number % 3)
        .addToAnnotations("sidecar.istio.io/status", "x".repeat(ORDINARY))
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }

  private static long heap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }
}
