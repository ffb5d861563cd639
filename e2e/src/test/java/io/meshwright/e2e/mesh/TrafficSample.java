package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.MetricText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The service {@code echo} by each protocol, version v1 in the first zone and v2 in the last, and
 * an injected client: requests come from the client's pod, rules are what a user would apply.
 */
final class TrafficSample {

  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final ObjectMapper JSON = new JsonMapper();

  private final TestCluster cluster;
  private final TestNamespace namespace;
  private final EchoSample sample;
  private final OwnCertificate certificate;
  private final List<HasMetadata> rules = new ArrayList<>();

  private TrafficSample(
      TestCluster cluster, TestNamespace namespace, EchoSample sample, OwnCertificate certificate) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.sample = sample;
    this.certificate = certificate;
  }

  /** Returns when all pods are ready. */
  static TrafficSample deploy(TestCluster cluster, TestNamespace namespace) {
    OwnCertificate certificate = OwnCertificate.create("the application's own");
    EchoSample sample = EchoSample.deployed(cluster, namespace);
    TrafficSample traffic = new TrafficSample(cluster, namespace, sample, certificate);
    namespace.label("istio-injection", "enabled");
    namespace.apply(certificate.secret("echo-certificate"));
    namespace.apply(resource("echo-services.yaml"));
    for (String version : List.of("v1", "v2")) {
      namespace.apply(
          resource("echo-version.yaml")
              .replace("VERSION", version)
              .replace("ZONE", traffic.zone(version))
              .replace("SAMPLES_IMAGE", cluster.image("samples")));
    }
    sample.apply("client.yaml");
    namespace.awaitPods("echo", 2);
    namespace.awaitPods(EchoSample.CLIENT, 1);
    return traffic;
  }

  /** The text of a file beside this class. */
  static String resource(String name) {
    try (InputStream in = TrafficSample.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The zone of a version. */
  String zone(String version) {
    List<String> zones = cluster.zones();
    return version.equals("v1") ? zones.getFirst() : zones.getLast();
  }

  /** Region and zone of a version, as rules name them. */
  String place(String version) {
    Map<String, String> labels = node(sample.echo(version).getFirst());
    return labels.get("topology.kubernetes.io/region") + "/" + labels.get(ZONE);
  }

  /** The version in the client's own zone, and the other one after it. */
  List<String> nearestFirst() {
    return zone("v1").equals(node(sample.client()).get(ZONE))
        ? List.of("v1", "v2")
        : List.of("v2", "v1");
  }

  /** Labels of the node of a pod. */
  private Map<String, String> node(Pod pod) {
    return namespace
        .client()
        .nodes()
        .withName(pod.getSpec().getNodeName())
        .get()
        .getMetadata()
        .getLabels();
  }

  OwnCertificate certificate() {
    return certificate;
  }

  EchoSample echo() {
    return sample;
  }

  /** Applies rules that hold until {@link #removeRules}. */
  void rule(String yaml) {
    rules.addAll(namespace.apply(yaml));
  }

  void removeRules() {
    rules.forEach(rule -> namespace.client().resource(rule).delete());
    rules.clear();
  }

  /** What one of the client's commands found. */
  JsonNode json(String... arguments) {
    CommandResult result = sample.run(arguments);
    try {
      return JSON.readTree(result.output());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(result.output() + result.errors(), e);
    }
  }

  /** One request to the service. */
  HttpReply get(String path, String... flags) {
    return HttpReply.of(
        sample.run(
            Stream.concat(Stream.of("get", "http://echo" + path), Stream.of(flags))
                .toArray(String[]::new)));
  }

  /** Requests at a fixed rate for a second. */
  LoadResult load(int requests, String... flags) {
    return sample.load(EchoSample.URL, requests, 1, flags);
  }

  /** Says what goes wrong with the next requests of a version, or that nothing does. */
  void faults(String version, String query) {
    Pod pod = sample.echo(version).getFirst();
    CommandResult result =
        namespace.exec(
            pod,
            "echo",
            "java",
            "@/opt/meshwright/app/jvm.options",
            "client",
            "get",
            "http://localhost:8080/faults?" + query);
    assertThat(result.exitCode()).as(result.errors()).isZero();
  }

  /** What the client's sidecar counts. */
  double atClient(String metric, String... labels) {
    return new MetricText(sample.metrics(sample.client())).sum(metric, labels);
  }

  /** What the sidecar of a version counts. */
  double atServer(String version, String metric, String... labels) {
    return new MetricText(sample.metrics(sample.echo(version).getFirst())).sum(metric, labels);
  }
}
