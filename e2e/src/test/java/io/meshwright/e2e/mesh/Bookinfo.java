package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.MetricText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sample of {@code samples/bookinfo}: services in several versions, gateways and a client.
 * Rules are the files that users get.
 */
final class Bookinfo {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("meshwright.directory"), "samples/bookinfo");

  /** What is there before any rule. */
  private static final List<String> APPLICATION = List.of("application.yaml", "gateways.yaml");

  private final TestNamespace namespace;
  private final EchoSample client;
  private final List<HasMetadata> rules = new ArrayList<>();
  private final Set<String> applied = new TreeSet<>(APPLICATION);

  private Bookinfo(TestCluster cluster, TestNamespace namespace) {
    this.namespace = namespace;
    this.client = EchoSample.deployed(cluster, namespace);
  }

  /** Returns when all pods are ready. */
  static Bookinfo deploy(TestCluster cluster, TestNamespace namespace) {
    Bookinfo bookinfo = new Bookinfo(cluster, namespace);
    namespace.label("istio-injection", "enabled");
    APPLICATION.forEach(file -> namespace.apply(cluster.withImages(text(file))));
    namespace.awaitPods("reviews", 3);
    namespace.awaitPods("ratings", 2);
    namespace.awaitPods(EchoSample.CLIENT, 1);
    namespace.awaitPods("istio-ingressgateway", 1);
    namespace.awaitPods("istio-egressgateway", 1);
    return bookinfo;
  }

  /** Files of the sample that were not applied yet. */
  Set<String> untried() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".yaml") && !applied.contains(file))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies rules that hold until {@link #removeRules}. */
  void rules(String... files) {
    for (String file : files) {
      rule(file, text(file));
    }
  }

  /** Applies the rules of a file in which a word stands for something of the test's own. */
  void rule(String file, String word, String meaning) {
    rule(file, text(file).replace(word, meaning));
  }

  private void rule(String file, String text) {
    rules.addAll(namespace.apply(text));
    applied.add(file);
  }

  void removeRules() {
    rules.forEach(rule -> namespace.client().resource(rule).delete());
    rules.clear();
  }

  EchoSample client() {
    return client;
  }

  /** One request of the client. */
  HttpReply get(String url, String... flags) {
    return HttpReply.of(
        client.run(
            Stream.concat(Stream.of("get", "http://" + url), Stream.of(flags))
                .toArray(String[]::new)));
  }

  /** A second of requests of the client. */
  LoadResult load(String url, int requests, String... flags) {
    return client.load("http://" + url, requests, 1, flags);
  }

  /** What the proxy of the only pod with the label {@code app} counts. */
  double count(String app, String metric, String... labels) {
    return new MetricText(client.metrics(namespace.awaitPods(app, 1).getFirst()))
        .sum(metric, labels);
  }

  /** What the proxies of a version of the reviews count. */
  double atReviews(String version, String metric, String... labels) {
    return namespace.awaitPods("reviews", 3).stream()
        .filter(pod -> version.equals(pod.getMetadata().getLabels().get("version")))
        .mapToDouble(pod -> new MetricText(client.metrics(pod)).sum(metric, labels))
        .sum();
  }

  private static String text(String file) {
    try {
      return Files.readString(DIRECTORY.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
