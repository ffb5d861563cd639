package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which pods get a sidecar, what it is, and that applications behind it work as before. */
@MeshTest
final class InjectionIT {

  private static final String NAMESPACE_LABEL = "istio-injection";
  private static final String REVISION_LABEL = "istio.io/rev";
  private static final String POD_KEY = "sidecar.istio.io/inject";

  private static EchoSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = EchoSample.deploy(cluster, namespace);
  }

  @Test
  void labelOfTheNamespaceDecides(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    namespace.unlabel(NAMESPACE_LABEL);
    awaitInjection(cluster, namespace, false);
    namespace.label(REVISION_LABEL, mesh.revision());
    awaitInjection(cluster, namespace, true);
    namespace.label(REVISION_LABEL, "another-revision");
    awaitInjection(cluster, namespace, false);
    namespace.unlabel(REVISION_LABEL);
    namespace.label(NAMESPACE_LABEL, "enabled");
    awaitInjection(cluster, namespace, true);
  }

  @Test
  void podCanRefuse(TestCluster cluster, TestNamespace namespace) {
    awaitInjection(cluster, namespace, true);
    Map<String, String> refusal = Map.of(POD_KEY, "false");
    assertThat(isInjected(admitted(cluster, namespace, refusal, Map.of()))).isFalse();
    assertThat(isInjected(admitted(cluster, namespace, Map.of(), refusal))).isFalse();
    assertThat(isInjected(admitted(cluster, namespace, Map.of(POD_KEY, "true"), refusal))).isTrue();
  }

  @Test
  void proxyIsANativeSidecarWithoutPrivileges() {
    Pod pod = sample.echo("v1").getFirst();
    Container proxy = container(pod, "istio-proxy");
    assertThat(proxy.getRestartPolicy()).isEqualTo("Always");
    SecurityContext security = proxy.getSecurityContext();
    assertThat(security.getRunAsNonRoot()).isTrue();
    assertThat(security.getRunAsUser()).isEqualTo(1337);
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd()).isNullOrEmpty();
    assertThat(pod.getMetadata().getAnnotations())
        .containsEntry("meshwright.io/bootstrap-contract", "1");
    assertThat(pod.getStatus().getInitContainerStatuses())
        .filteredOn(status -> status.getName().equals("istio-proxy"))
        .allSatisfy(status -> assertThat(status.getReady()).isTrue());
  }

  @Test
  @DisplayName("LC-H5: both address families reach their application")
  void bothFamiliesAreCaptured(TestNamespace namespace) {
    Pod pod = sample.echo("v1").getFirst();
    assertThat(container(pod, "istio-init").getRestartPolicy()).isNull();
    assertThat(namespace.logs(pod.getMetadata().getName(), "istio-init"))
        .contains("capturing IPv4 IPv6");
    List<String> addresses =
        namespace
            .client()
            .services()
            .inNamespace(namespace.name())
            .withName("echo")
            .require()
            .getSpec()
            .getClusterIPs();
    assertThat(addresses).hasSize(2);
    for (String address : addresses) {
      double before = requestsByMutualTls();
      LoadResult load =
          sample.load(
              "http://" + (address.contains(":") ? "[" + address + "]" : address) + "/", 20, 1);
      assertThat(load.statuses()).as("%s: %s", address, load.failures()).containsOnlyKeys("200");
      assertThat(requestsByMutualTls()).as(address).isEqualTo(before + load.requests());
    }
  }

  @Test
  void opaqueBytesComeBack() {
    assertThat(sample.run("tcp", "echo:9000", "marker").output()).isEqualTo("marker\n");
    Patience.await("the connection is counted")
        .until(
            () ->
                sample.sum(
                    "istio_tcp_connections_opened_total",
                    "reporter=\"destination\"",
                    "connection_security_policy=\"mutual_tls\""),
            count -> count >= 1);
  }

  @Test
  void jobEndsThoughItsSidecarRuns(TestCluster cluster, TestNamespace namespace) {
    namespace.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: once
        spec:
          backoffLimit: 0
          template:
            metadata:
              labels:
                app: once
            spec:
              restartPolicy: Never
              containers:
              - name: once
                image: %s
                imagePullPolicy: IfNotPresent
                args: [client, get, http://echo/]
        """
            .formatted(cluster.image("samples")));
    Patience.await("the job is complete")
        .untilAsserted(
            () ->
                assertThat(onlyPod(namespace, "once").getStatus().getPhase())
                    .isEqualTo("Succeeded"));
    Pod pod = onlyPod(namespace, "once");
    assertThat(isInjected(pod)).isTrue();
    assertThat(namespace.logs(pod.getMetadata().getName(), "once")).contains("x-service: echo");
  }

  @Test
  void probesReachTheApplication(TestCluster cluster, TestNamespace namespace) {
    namespace.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: probed
          labels:
            app: probed
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: probed
            image: %s
            imagePullPolicy: IfNotPresent
            args: [server, --drain=0s]
            startupProbe:
              httpGet:
                path: /healthz
                port: 8080
              periodSeconds: 1
              failureThreshold: 60
            readinessProbe:
              tcpSocket:
                port: 9000
              periodSeconds: 1
          - name: broken
            image: %1$s
            imagePullPolicy: IfNotPresent
            args: [server, --drain=0s, --port=8081, --tcp-port=9001]
            readinessProbe:
              httpGet:
                path: /status/503
                port: 8081
              periodSeconds: 1
        """
            .formatted(cluster.image("samples")));
    Patience.await("one container is ready")
        .until(() -> isReady(onlyPod(namespace, "probed"), "probed"));
    Pod pod = onlyPod(namespace, "probed");
    assertThat(isReady(pod, "broken")).isFalse();
    assertThat(pod.getSpec().getContainers().getFirst().getReadinessProbe().getHttpGet().getPath())
        .isEqualTo("/app-health/probed/readyz");
  }

  private static double requestsByMutualTls() {
    return sample.sum(
        "istio_requests_total",
        "reporter=\"destination\"",
        "connection_security_policy=\"mutual_tls\"");
  }

  /** The API server's webhooks see a namespace's labels a moment later. */
  private static void awaitInjection(
      TestCluster cluster, TestNamespace namespace, boolean expected) {
    Patience.await(expected ? "pods are injected" : "pods are not injected")
        .until(() -> isInjected(admitted(cluster, namespace, Map.of(), Map.of())) == expected);
  }

  /** A pod as the API server would store it. */
  private static Pod admitted(
      TestCluster cluster,
      TestNamespace namespace,
      Map<String, String> labels,
      Map<String, String> annotations) {
    return namespace
        .client()
        .pods()
        .inNamespace(namespace.name())
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("candidate")
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("candidate")
                .withImage(cluster.image("samples"))
                .endContainer()
                .endSpec()
                .build())
        .dryRun()
        .create();
  }

  private static boolean isInjected(Pod pod) {
    return pod.getSpec().getInitContainers().stream()
        .anyMatch(container -> container.getName().equals("istio-proxy"));
  }

  private static boolean isReady(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(status -> status.getName().equals(container) && status.getReady());
  }

  private static Pod onlyPod(TestNamespace namespace, String app) {
    List<Pod> pods =
        namespace
            .client()
            .pods()
            .inNamespace(namespace.name())
            .withLabel("app", app)
            .list()
            .getItems();
    assertThat(pods).hasSize(1);
    return pods.getFirst();
  }

  private static Container container(Pod pod, String name) {
    return pod.getSpec().getInitContainers().stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
