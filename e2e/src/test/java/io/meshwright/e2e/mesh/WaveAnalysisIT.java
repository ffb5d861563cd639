package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A canary that comes to a bad revision is found out by what its proxies count, stopped and taken
 * back, while a workload that never moved answers every request.
 *
 * <p>The new revision is bad by an EnvoyFilter that only its control plane reads. Both run this
 * version: control planes of the one before do not say what proxies count.
 */
@MeshTest
@Tag("full")
final class WaveAnalysisIT extends OwnMesh {

  private static final Logger LOG = System.getLogger(WaveAnalysisIT.class.getName());

  /** Window, warm-up and looks of the analysis, twice, and time for pods to start. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Makes a revision, and changes nothing for requests. */
  private static final String ANOTHER_CONFIGURATION =
      "{\"spec\": {\"meshConfig\": {\"accessLogFile\": \"/dev/stdout\"}}}";

  /** Requests of both loads together, so that the canary has had half of them. */
  private static final int BASELINE = 6_000;

  /** What is wrong with the new revision. */
  enum Fault {
    FAILING("abort: {http_status: 500, percentage: {numerator: 10}}"),
    SLOW("delay: {fixed_delay: 0.2s, percentage: {numerator: 100}}");

    private final String config;

    Fault(String config) {
      this.config = config;
    }
  }

  /**
   * The same configuration makes a revision of the same name, which a filter left over would mean.
   */
  @BeforeEach
  void removeTheFault(TestNamespace namespace) {
    namespace
        .client()
        .genericKubernetesResources("networking.istio.io/v1alpha3", "EnvoyFilter")
        .inNamespace(namespace.name())
        .delete();
  }

  @Test
  @DisplayName(
      "LC-analysis, LC-failover, LC-failure-rate: a good canary is followed, though the operator is"
          + " killed in each phase")
  void aGoodCanaryIsFollowedThoughTheOperatorIsKilledInEachPhase(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    String before = operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    EchoSample sample = judged(cluster, namespace, operator);
    RunningLoad steady = sample.startLoad("http://steady/", PER_SECOND);
    RunningLoad canary = sample.startLoad("http://canary/", PER_SECOND);
    awaitBaseline(canary);

    operator.patch(MESH, ANOTHER_CONFIGURATION);
    String after = awaitAnotherRevision(before, operator);
    Set<String> killedIn = new LinkedHashSet<>();
    Patience.await("all workloads follow " + after)
        .atMost(LONGEST)
        .until(
            () -> {
              if (!isOnItsWayTo(after, operator)) {
                return false;
              }
              String phase = phase(operator, "dataPlane").orElse("");
              if (!phase.equals("Done") && killedIn.add(phase)) {
                operator.kill(operator.leader());
              }
              return phase.equals("Done");
            });

    LOG.log(Level.INFO, "killed in the phases {0}", killedIn);
    assertThat(killedIn).contains("Rolling", "Analyzing");
    assertThat(revisions(sample.echo("v1"))).containsOnly(after);
    assertThat(revisions(sample.echo("v2"))).containsOnly(after);
    assertThat(operator.installation(MESH).<Object>get("status", "rolledBack")).isNull();
    steady.endsWithoutFailure("a good canary and an operator that is killed in each phase");
    canary.endsWithoutFailure("requests to the canary itself");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("LC-auto-rollback, LC-analysis, LC-failure-rate: a bad canary is taken back")
  void aBadCanaryIsTakenBack(
      Fault fault, TestCluster cluster, TestNamespace namespace, Operator operator) {
    String good = operator.installVersion(MESH, NAMESPACE, CURRENT, "RevisionBased");
    EchoSample sample = judged(cluster, namespace, operator);
    RunningLoad steady = sample.startLoad("http://steady/", PER_SECOND);
    RunningLoad canary = sample.startLoad("http://canary/", PER_SECOND);
    awaitBaseline(canary);

    operator.patch(MESH, ANOTHER_CONFIGURATION);
    String bad = awaitAnotherRevision(good, operator);
    namespace.apply(filter(fault, bad, namespace));

    Patience.await("the mesh follows " + good + " again, and so do all workloads")
        .atMost(LONGEST)
        .until(
            () ->
                rolledBackTo(good, operator)
                    && phase(operator, "dataPlane").filter("Done"::equals).isPresent());
    canary.end("requests to the canary");

    List<Map<String, Object>> history = operator.installation(MESH).get("status", "history");
    assertThat(history.get(1))
        .containsEntry("revision", bad)
        .containsEntry("result", "Degraded")
        .hasEntrySatisfying(
            "degradation",
            what ->
                assertThat(what.toString())
                    .contains("echo-v1")
                    .contains(fault == Fault.FAILING ? "success rate" : "latency"));
    LOG.log(Level.INFO, "{0}: {1}", fault, history.get(1).get("degradation"));
    assertThat(revisions(sample.echo("v1"))).containsOnly(good);
    assertThat(revisions(sample.echo("v2"))).as("was never moved").containsOnly(good);
    steady.endsWithoutFailure("a canary that is " + fault);
  }

  /** The sample, whose first version is the canary of waves that are judged. */
  private static EchoSample judged(
      TestCluster cluster, TestNamespace namespace, Operator operator) {
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    sample.keepClient();
    service("canary", "v1", namespace);
    service("steady", "v2", namespace);
    for (String url : List.of("http://canary/", "http://steady/")) {
      Patience.await(url + " is known to the client's proxy")
          .until(() -> sample.load(url, PER_SECOND, 1).statuses().keySet().equals(Set.of("200")));
    }
    operator.patch(
        MESH,
        """
        {"spec": {
          "dataPlane": {"mode": "Automatic", "waves": [
            {"name": "canary", "workloadSelector": {"matchLabels": {"version": "v1"}}}]},
          "analysis": {"window": "1m", "warmUp": "15s", "interval": "15s"}}}
        """);
    return sample;
  }

  /** Without a thousand requests of the canary before the change nothing could be said of it. */
  private static void awaitBaseline(RunningLoad load) {
    long begun = load.sent();
    Patience.await("what the canary was before").until(() -> load.sent() >= begun + BASELINE);
  }

  private static void service(String name, String version, TestNamespace namespace) {
    namespace.apply(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: %s
          namespace: %s
        spec:
          selector: {app: echo, version: %s}
          ports:
          - {name: http, port: 80, targetPort: http}
        """
            .formatted(name, namespace.name(), version));
  }

  private static String filter(Fault fault, String revision, TestNamespace namespace) {
    return """
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata:
          name: bad
          namespace: %s
          labels: {istio.io/rev: %s}
        spec:
          workloadSelector:
            labels: {app: echo, version: v1}
          configPatches:
          - applyTo: HTTP_FILTER
            match:
              context: SIDECAR_INBOUND
              listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}
            patch:
              operation: INSERT_FIRST
              value:
                name: envoy.filters.http.fault
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault
                  %s
        """
        .formatted(namespace.name(), revision, fault.config);
  }

  private static String awaitAnotherRevision(String first, Operator operator) {
    Patience.await("another revision is asked for")
        .until(() -> !first.equals(status("desiredRevision", operator).orElse(first)));
    return status("desiredRevision", operator).orElseThrow();
  }

  /** Whether the status of the data plane is about a revision. */
  private static boolean isOnItsWayTo(String revision, Operator operator) {
    String target = operator.installation(MESH).get("status", "dataPlane", "target");
    return target != null && target.startsWith(revision);
  }

  private static boolean rolledBackTo(String revision, Operator operator) {
    Map<String, Object> back = operator.installation(MESH).get("status", "rolledBack");
    return back != null && revision.equals(status("activeRevision", operator).orElse(""));
  }

  private static Optional<String> status(String field, Operator operator) {
    return Optional.ofNullable(operator.installation(MESH).<String>get("status", field));
  }

  private static List<String> revisions(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .map(pod -> pod.getMetadata().getAnnotations().get("istio.io/rev"))
        .distinct()
        .toList();
  }
}
