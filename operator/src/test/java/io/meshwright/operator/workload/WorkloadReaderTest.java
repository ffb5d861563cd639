package io.meshwright.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of pods, and of what keeps them running. */
final class WorkloadReaderTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static Workload read(Class<? extends HasMetadata> type, String specAndStatus) {
    String group = type == GenericKubernetesResource.class ? "argoproj.io/v1alpha1" : "apps/v1";
    String kind = type == GenericKubernetesResource.class ? "Rollout" : type.getSimpleName();
    return WorkloadReader.read(
            YAML.unmarshal(
                """
                ---
                apiVersion: %s
                kind: %s
                metadata: {namespace: shop, name: cart, uid: u, resourceVersion: "1", generation: 2}
                %s
                """
                    .formatted(group, kind, specAndStatus),
                type))
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {replicas: 3, template: {}}                                              | 0
          {replicas: 8, template: {}}                                              | 2
          {replicas: 3, template: {}, strategy: {type: Recreate}}                  | 3
          {replicas: 3, template: {}, strategy: {rollingUpdate: {maxUnavailable: 1}}} | 1
          {replicas: 3, template: {}, strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 0}}} | 1
          """)
  void aDeploymentTakesAwayWhatItsStrategyAllows(String spec, int disruption) {
    assertThat(read(Deployment.class, "spec: " + spec).disruption()).isEqualTo(disruption);
  }

  @Test
  void aStatefulSetIsCompleteWhenItsRevisionsAreOne() {
    String spec = "spec: {replicas: 2, template: {}}\n";
    assertThat(
            read(
                    StatefulSet.class,
                    spec
                        + "status: {observedGeneration: 2, updatedReplicas: 1, availableReplicas:"
                        + " 2, currentRevision: a, updateRevision: b}")
                .progress())
        .isEqualTo(new Workload.Progress(false, "1 of 2 pods updated, 2 available"));
    assertThat(
            read(
                    StatefulSet.class,
                    spec
                        + "status: {observedGeneration: 2, availableReplicas: 2, currentRevision:"
                        + " b, updateRevision: b}")
                .progress()
                .complete())
        .isTrue();
  }

  @Test
  void aDaemonSetIsCompleteWhenAllItsPodsAreNewAndAvailable() {
    String spec = "spec: {template: {}, updateStrategy: {rollingUpdate: {maxUnavailable: 30%}}}\n";
    Workload rolling =
        read(
            DaemonSet.class,
            spec
                + "status: {observedGeneration: 1, desiredNumberScheduled: 5,"
                + " updatedNumberScheduled: 5, numberAvailable: 5}");
    assertThat(rolling.progress().complete()).as("an older generation").isFalse();
    assertThat(rolling.disruption()).isEqualTo(2);
  }

  @Test
  void aRolloutIsCompleteWhenItsRestartWasDone() {
    String spec = "spec: {replicas: 2, restartAt: '2026-01-01T12:00:00Z'}\n";
    assertThat(
            read(GenericKubernetesResource.class, spec + "status: {availableReplicas: 2}")
                .progress()
                .complete())
        .isFalse();
    assertThat(
            read(
                    GenericKubernetesResource.class,
                    spec + "status: {availableReplicas: 2, restartedAt: '2026-01-01T12:00:00Z'}")
                .progress()
                .complete())
        .isTrue();
  }

  @Test
  void whatARestartWouldNotReplaceIsHeld() {
    assertThat(read(Deployment.class, "spec: {paused: true, template: {}}").held()).isPresent();
    assertThat(
            read(StatefulSet.class, "spec: {template: {}, updateStrategy: {type: OnDelete}}")
                .held())
        .contains("its update strategy is OnDelete");
    assertThat(
            read(
                    StatefulSet.class,
                    "spec: {template: {}, updateStrategy: {rollingUpdate: {partition: 2}}}")
                .held())
        .contains("its update strategy has a partition");
    assertThat(
            read(DaemonSet.class, "spec: {template: {}, updateStrategy: {type: OnDelete}}").held())
        .isPresent();
  }

  @Test
  void theNoteOfARestartIsReadAsItWasWritten() {
    Workload.Restart note =
        new Workload.Restart(
            "default@0.2.0", Instant.parse("2026-01-01T12:00:00Z"), Workload.Manner.usual());
    assertThat(Workload.Restart.parse(note.words())).contains(note);
    assertThat(Workload.Restart.parse("by hand")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ReplicaSet, cart-6d4cf56db6, pod-template-hash, Deployment, cart",
    "ReplicaSet, cart-6d4cf56db6, rollouts-pod-template-hash, Rollout, cart",
    "ReplicaSet, cart, app, ReplicaSet, cart",
    "StatefulSet, cart, app, StatefulSet, cart",
    "Job, cart, app, Job, cart",
  })
  void aPodBelongsToWhatWouldReplaceIt(
      String owner, String ownerName, String label, String kind, String name) {
    assertThat(ProxyPods.of(pod(owner, ownerName, label)).map(ProxyPods::workload))
        .contains(new WorkloadKey(kind, "shop", name));
  }

  @Test
  void theProxysImageIsReadUnlessThePodChoseIt() {
    Pod pod = pod("StatefulSet", "cart", "app");
    assertThat(ProxyPods.of(pod).flatMap(ProxyPods::image)).contains("meshwright/proxy:0.2.0");
    pod.getMetadata().getAnnotations().put("sidecar.istio.io/proxyImage", "mine");
    assertThat(ProxyPods.of(pod).flatMap(ProxyPods::image)).isEmpty();
    pod.getMetadata().getAnnotations().remove("istio.io/rev");
    assertThat(ProxyPods.of(pod)).as("without a proxy").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "meshwright/proxy:0.2.0, registry.example/mirror/proxy:0.2.0, true",
    "meshwright/proxy:0.2.0, proxy:0.2.0@sha256:ab, true",
    "meshwright/proxy:0.2.0, meshwright/proxy:0.1.0, false",
    "a/proxy@sha256:ab, b/proxy@sha256:cd, false",
  })
  void imagesAreComparedWithoutTheirRegistry(String one, String other, boolean alike) {
    assertThat(ProxyImage.areAlike(one, other)).isEqualTo(alike);
    assertThat(ProxyImage.areAlike(other, one)).isEqualTo(alike);
  }

  private static Pod pod(String owner, String ownerName, String label) {
    return YAML.unmarshal(
        """
        ---
        metadata:
          namespace: shop
          name: cart-1
          labels: {%s: 6d4cf56db6, istio.io/rev: prod}
          annotations: {istio.io/rev: default-1}
          ownerReferences: [{kind: %s, name: %s, controller: true}]
        spec:
          initContainers: [{name: istio-proxy, image: "meshwright/proxy:0.2.0"}]
          containers: [{name: app, image: app}]
        """
            .formatted(label, owner, ownerName),
        Pod.class);
  }

  @Test
  void theModeOfUpgradesIsReadFromTheTemplate() {
    String spec =
        "spec: {template: {metadata: {annotations: {meshwright.io/sidecar-upgrade-mode: InPlace}}}}";
    assertThat(read(DaemonSet.class, spec).sidecars().asksForInPlace()).isTrue();
    assertThat(read(GenericKubernetesResource.class, spec).sidecars().asksForInPlace()).isTrue();
    assertThat(read(Deployment.class, "spec: {template: {}}").sidecars())
        .isEqualTo(new SidecarWish.Unsaid());
  }
}
