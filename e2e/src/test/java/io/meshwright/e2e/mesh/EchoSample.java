package io.meshwright.e2e.mesh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sample that users get: the service {@code echo} in versions v1 and v2, and a client, in a
 * test's namespace.
 */
final class EchoSample {

  static final String URL = "http://echo/";

  private static final ObjectMapper JSON = new JsonMapper();
  private static final String CLIENT = "client";

  private final TestCluster cluster;
  private final TestNamespace namespace;

  private EchoSample(TestCluster cluster, TestNamespace namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /** Deploys the sample with sidecars and returns when all pods are ready. */
  static EchoSample deploy(TestCluster cluster, TestNamespace namespace) {
    namespace.label("istio-injection", "enabled");
    EchoSample sample = new EchoSample(cluster, namespace);
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
              .withImages(Files.readString(path))
              .replace("namespace: samples", "namespace: " + namespace.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  Pod client() {
    return namespace.awaitPods(CLIENT, 1).getFirst();
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
    CommandResult result =
        run("--url", URL, "--rps", String.valueOf(perSecond), "--duration", seconds + "s");
    try {
      return JSON.readValue(result.output(), LoadResult.class);
    } catch (IOException e) {
      throw new IllegalStateException(result.output() + result.errors(), e);
    }
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
