package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.Sampling;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What rules make of pods that fail, of too many requests, and of distance. */
@MeshTest
@Tag("full")
final class ResilienceIT {

  private static final int REQUESTS = 100;
  private static final String NO_RETRIES =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata:
        name: echo
      spec:
        hosts: [echo]
        http:
        - retries: {attempts: 0}
          route:
          - destination: {host: echo}
      """;

  private static TrafficSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = TrafficSample.deploy(cluster, namespace);
  }

  @AfterEach
  void healAndRemoveRules() {
    sample.faults("v1", "count=0");
    sample.faults("v2", "count=0");
    sample.removeRules();
    Patience.await("both versions answer again")
        .until(() -> sample.load(20).versions().size() == 2);
  }

  /** {@code policy} is the field {@code trafficPolicy}. */
  private static void destination(String policy) {
    sample.rule(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: echo
        spec:
          host: echo
          trafficPolicy:
        """
            + policy.indent(4));
  }

  @Test
  void retriesFindThePodThatWorks() {
    sample.faults("v1", "status=503");
    sample.rule(NO_RETRIES);
    Patience.await("nothing is tried again")
        .until(() -> sample.load(20).statuses().containsKey("503"));

    sample.rule(NO_RETRIES.replace("{attempts: 0}", "{attempts: 3, retryOn: '503'}"));
    Patience.await("requests are tried again").until(() -> allSucceed(sample.load(20)));

    double before = sample.atClient("envoy_cluster_upstream_rq_retry");
    LoadResult load = sample.load(REQUESTS);
    assertThat(load.statuses()).isEqualTo(Map.of("200", REQUESTS));
    assertThat(load.versions()).isEqualTo(Map.of("v2", REQUESTS));
    assertThat(sample.atClient("envoy_cluster_upstream_rq_retry")).isGreaterThan(before);
  }

  @Test
  void requestsAboveTheLimitAreShed() {
    sample.rule(NO_RETRIES);
    LoadResult unlimited = slowLoad();
    assertThat(unlimited.statuses()).isEqualTo(Map.of("200", REQUESTS / 2));

    destination(
        """
        connectionPool:
          tcp: {maxConnections: 1}
          http: {http1MaxPendingRequests: 1, maxRequestsPerConnection: 1}
        """);

    Patience.await("requests are shed").until(() -> slowLoad().statuses().containsKey("503"));
    LoadResult limited = slowLoad();
    assertThat(limited.statuses()).containsOnlyKeys("200", "503");
    assertThat(sample.atClient("istio_requests_total", "response_flags=\"UO\"")).isPositive();
    assertThat(sample.atClient("envoy_cluster_upstream_rq_pending_overflow")).isPositive();
  }

  /** Eight connections, each of which keeps a pod busy all the time. */
  private static LoadResult slowLoad() {
    return sample.echo().load(EchoSample.URL + "delay?ms=100", REQUESTS / 2, 1, "--timeout", "60s");
  }

  @Test
  void podThatFailsIsLeftAloneForAWhile() {
    sample.rule(NO_RETRIES);
    sample.faults("v1", "status=500");
    Patience.await("v1 fails").until(() -> sample.load(20).statuses().containsKey("500"));

    destination(
        """
        outlierDetection:
          consecutive5xxErrors: 3
          interval: 1s
          baseEjectionTime: 5s
          maxEjectionPercent: 100
        loadBalancer:
          localityLbSetting: {enabled: false}
        """);
    Patience.await("v1 gets nothing")
        .until(() -> sample.load(20).versions().equals(Map.of("v2", 20)));

    sample.faults("v1", "count=0");
    Patience.await("v1 is tried again").until(() -> sample.load(20).versions().containsKey("v1"));
    assertThat(allSucceed(sample.load(20))).isTrue();
  }

  @Test
  void nearestPodsAnswerUntilTheyFail() {
    List<String> versions = sample.nearestFirst();
    String near = versions.getFirst();
    String far = versions.getLast();
    sample.rule(NO_RETRIES);
    destination(
        """
        outlierDetection:
          consecutive5xxErrors: 1
          interval: 1s
          baseEjectionTime: 5s
          maxEjectionPercent: 100
        """);
    Patience.await("requests stay in the zone").until(() -> stayIn(near));

    sample.faults(near, "status=500");
    Patience.await("the other zone answers").until(() -> stayIn(far));
    sample.faults(near, "count=0");
    Patience.await("requests come back to the zone").until(() -> stayIn(near));
  }

  private static boolean stayIn(String version) {
    return sample.load(20).zones().equals(Map.of(sample.zone(version), 20));
  }

  @Test
  void zonesGetTheSharesOfTheRule() {
    List<String> versions = sample.nearestFirst();
    String far = sample.zone(versions.getLast());
    destination(
        """
        loadBalancer:
          localityLbSetting:
            distribute:
            - from: %1$s/*
              to:
                %1$s/*: 20
                %2$s/*: 80
        """
            .formatted(sample.place(versions.getFirst()), sample.place(versions.getLast())));

    Patience.await("the far zone gets most")
        .until(() -> sample.load(50).zones().getOrDefault(far, 0) > 32);
    LoadResult load = sample.echo().load(EchoSample.URL, REQUESTS, 2);
    assertThat(load.failed()).as("%s", load.failures()).isZero();
    assertThat(load.zones().getOrDefault(far, 0) / (double) load.requests())
        .isCloseTo(0.8, within(Sampling.deviation(0.8, load.requests())));
  }

  private static boolean allSucceed(LoadResult load) {
    return load.statuses().equals(Map.of("200", load.requests()));
  }
}
