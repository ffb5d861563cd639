package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.MetricText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sample that users get: the service {@code echo} in versions v1 and v2, and a client, in a
 * test's namespace.
 */
final class EchoSample {

  static final String URL = "http://echo/";

  static final String CLIENT = "client";

  private static final List<String> VERSIONS = List.of("v1", "v2");

  private final TestCluster cluster;
  private final TestNamespace namespace;
  private final Map<String, String> annotations;

  private EchoSample(
      TestCluster cluster, TestNamespace namespace, Map<String, String> annotations) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.annotations = Map.copyOf(annotations);
  }

  /** Deploys the sample with sidecars and returns when all pods are ready. */
  static EchoSample deploy(TestCluster cluster, TestNamespace namespace) {
    return deploy(cluster, namespace, Map.of());
  }

  /** Deploys the sample with annotations on its pods. */
  static EchoSample deploy(
      TestCluster cluster, TestNamespace namespace, Map<String, String> annotations) {
    namespace.label("istio-injection", "enabled");
    return deployAsLabelled(cluster, namespace, annotations);
  }

  /** Deploys the sample with sidecars of the revision or tag. */
  static EchoSample deployWith(String revision, TestCluster cluster, TestNamespace namespace) {
    namespace.label("istio.io/rev", revision);
    return deployAsLabelled(cluster, namespace, Map.of());
  }

  /** Deploys the service without sidecars, as it is outside of a mesh. */
  static void deployOutside(TestCluster cluster, TestNamespace namespace) {
    new EchoSample(cluster, namespace, Map.of()).apply("echo.yaml");
    namespace.awaitPods("echo", 2);
  }

  /** What is deployed under the sample's names already, by whatever manifests. */
  static EchoSample deployed(TestCluster cluster, TestNamespace namespace) {
    return new EchoSample(cluster, namespace, Map.of());
  }

  private static EchoSample deployAsLabelled(
      TestCluster cluster, TestNamespace namespace, Map<String, String> annotations) {
    EchoSample sample = new EchoSample(cluster, namespace, annotations);
    sample.apply("echo.yaml");
    sample.apply("client.yaml");
    namespace.awaitPods("echo", 2);
    namespace.awaitPods(CLIENT, 1);
    return sample;
  }

  /** Applies a file of {@code samples/echo}. */
  void apply(String file) {
    Path path = Path.of(System.getProperty("meshwright.directory"), "samples/echo", file);
    try {
      namespace.apply(
          cluster
              .withImages(annotated(Files.readString(path)))
              .replace("namespace: samples", "namespace: " + namespace.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String annotated(String manifest) {
    String lines =
        annotations.entrySet().stream()
            .map(entry -> "        %s: '%s'\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    String template = "  template:\n    metadata:\n";
    return lines.isEmpty()
        ? manifest
        : manifest.replace(template, template + "      annotations:\n" + lines);
  }

  /** Pods of one version of the service. */
  List<Pod> echo(String version) {
    return namespace
        .client()
        .pods()
        .inNamespace(namespace.name())
        .withLabel("app", "echo")
        .withLabel("version", version)
        .list()
        .getItems();
  }

  /** The versions of the images that the sidecars of the service run from. */
  Set<String> proxyVersions() {
    return proxyVersions(VERSIONS.stream().flatMap(version -> echo(version).stream()).toList());
  }

  /** The versions of the images that the sidecars of pods run from. */
  static Set<String> proxyVersions(List<Pod> pods) {
    return pods.stream()
        .flatMap(pod -> pod.getSpec().getInitContainers().stream())
        .filter(container -> container.getName().equals("istio-proxy"))
        .map(container -> container.getImage().replaceFirst(".*:", ""))
        .collect(Collectors.toSet());
  }

  Pod client() {
    return namespace.awaitPods(CLIENT, 1).getFirst();
  }

  /** Lets the client keep its proxy in waves: a restart would end its own connections. */
  void keepClient() {
    namespace
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace.name())
        .withName(CLIENT)
        .edit(
            client ->
                client
                    .edit()
                    .editMetadata()
                    .addToAnnotations("meshwright.io/proxy-update", "never")
                    .endMetadata()
                    .build());
  }

  /** Replaces each pod of the service, and returns when the old ones are gone. */
  void restart() {
    Set<String> old =
        VERSIONS.stream()
            .flatMap(version -> echo(version).stream())
            .map(pod -> pod.getMetadata().getUid())
            .collect(Collectors.toSet());
    String now = Instant.now().toString();
    for (String version : VERSIONS) {
      namespace
          .client()
          .apps()
          .deployments()
          .inNamespace(namespace.name())
          .withName("echo-" + version)
          .edit(
              deployment ->
                  deployment
                      .edit()
                      .editSpec()
                      .editTemplate()
                      .editMetadata()
                      .addToAnnotations("kubectl.kubernetes.io/restartedAt", now)
                      .endMetadata()
                      .endTemplate()
                      .endSpec()
                      .build());
    }
    Patience.await("other pods answer for echo")
        .until(
            () ->
                VERSIONS.stream()
                    .flatMap(version -> echo(version).stream())
                    .noneMatch(pod -> old.contains(pod.getMetadata().getUid())));
    namespace.awaitPods("echo", 2);
  }

  /** Runs {@code samples client ARGUMENT...} beside a sidecar. */
  CommandResult run(String... arguments) {
    String[] command =
        Stream.concat(
                Stream.of("java", "@/opt/meshwright/app/jvm.options", "client"),
                Stream.of(arguments))
            .toArray(String[]::new);
    return namespace.exec(client().getMetadata().getName(), CLIENT, command);
  }

  /** Sends requests at a constant rate; a late answer does not hold back the next request. */
  LoadResult load(int perSecond, int seconds) {
    return load(URL, perSecond, seconds);
  }

  /** The same to another URL, with further flags of the client. */
  LoadResult load(String url, int perSecond, int seconds, String... flags) {
    Stream<String> always =
        Stream.of("--url", url, "--rps", String.valueOf(perSecond), "--duration", seconds + "s");
    CommandResult result = run(Stream.concat(always, Stream.of(flags)).toArray(String[]::new));
    return LoadResult.of(result);
  }

  /** Starts requests at a constant rate that go on until they are told to stop. */
  RunningLoad startLoad(int perSecond) {
    return startLoad(URL, perSecond);
  }

  /** The same to another address. */
  RunningLoad startLoad(String url, int perSecond) {
    return RunningLoad.start(this, namespace, url, perSecond);
  }

  /** What the sidecars of both versions count together. */
  double sum(String metric, String... labels) {
    return Stream.of("v1", "v2")
        .flatMap(version -> echo(version).stream())
        .mapToDouble(pod -> new MetricText(metrics(pod)).sum(metric, labels))
        .sum();
  }

  /** What the sidecar of a pod counts, in Prometheus' text form. */
  String metrics(Pod pod) {
    return namespace
        .client()
        .raw(
            "/api/v1/namespaces/%s/pods/%s:15090/proxy/stats/prometheus"
                .formatted(namespace.name(), pod.getMetadata().getName()));
  }
}
