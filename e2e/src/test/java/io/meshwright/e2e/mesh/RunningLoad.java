package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.metrics.MetricText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests that a pod sends while something happens to the mesh. The client repeats none of them;
 * what the mesh repeats is counted apart.
 */
final class RunningLoad {

  private static final Logger LOG = System.getLogger(RunningLoad.class.getName());

  /** What the samples' client allows. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** How many requests show that the load flows. */
  private static final int ENOUGH = 200;

  private static final String REPEATED = "envoy_cluster_upstream_rq_retry";

  private final EchoSample sample;
  private final TestNamespace namespace;
  private final Pod client;
  private final String pidFile;
  private final long repeatedBefore;
  private final CompletableFuture<CommandResult> end;

  private RunningLoad(
      EchoSample sample,
      TestNamespace namespace,
      Pod client,
      String pidFile,
      long repeatedBefore,
      CompletableFuture<CommandResult> end) {
    this.sample = sample;
    this.namespace = namespace;
    this.client = client;
    this.pidFile = pidFile;
    this.repeatedBefore = repeatedBefore;
    this.end = end;
  }

  /** Returns when requests flow; to each host there can be one load at a time. */
  static RunningLoad start(EchoSample sample, TestNamespace namespace, String url, int perSecond) {
    Pod client = sample.client();
    long repeated = repeated(sample.metrics(client));
    CompletableFuture<CommandResult> end = new CompletableFuture<>();
    // The number of the process is for stop(). A machine without free processors answers late; only
    // what is never answered, or wrongly, has failed.
    String pidFile = "/tmp/load-%s.pid".formatted(URI.create(url).getHost());
    String command =
        "echo $$ >"
            + pidFile
            + " && exec java @/opt/meshwright/app/jvm.options client"
            + " --url %s --rps %d --duration %ds --timeout 30s"
                .formatted(url, perSecond, LONGEST.toSeconds());
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                end.complete(
                    namespace.exec(
                        LONGEST.plus(Patience.LIMIT),
                        client,
                        EchoSample.CLIENT,
                        "sh",
                        "-c",
                        command));
              } catch (RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
    RunningLoad load = new RunningLoad(sample, namespace, client, pidFile, repeated, end);
    load.awaitMore();
    return load;
  }

  /** Ends the load and expects an answer of status 200 to each request. */
  void endsWithoutFailure(String event) {
    LoadResult result = end(event);
    assertThat(result.failed()).as("%s", result.failures()).isZero();
    assertThat(result.statuses()).isEqualTo(Map.of("200", result.requests()));
  }

  /** Ends the load, and tells what became of its requests. */
  LoadResult end(String event) {
    Outcome outcome = stop();
    LoadResult result = outcome.result();
    LOG.log(
        Level.INFO,
        "{0}: {1} requests, {2} failed, statuses {3}, {4} repeated by the mesh, latency {5}",
        event,
        result.requests(),
        result.failed(),
        result.statuses(),
        outcome.repeated(),
        result.latencyMillis());
    if (!result.statuses().keySet().equals(Set.of("200"))) {
      LOG.log(Level.INFO, "{0}: the client''s proxy counted {1}", event, othersThan200());
    }
    return result;
  }

  /** With their response flags, which say why. */
  private List<String> othersThan200() {
    return sample
        .metrics(client)
        .lines()
        .filter(line -> line.startsWith("istio_requests_total{"))
        .filter(line -> !line.contains("response_code=\"200\""))
        .toList();
  }

  /** How many requests the client's proxy has sent on until now; fails if the load has ended. */
  long sent() {
    if (end.isDone()) {
      throw new IllegalStateException("the load ended too early: " + end.join());
    }
    return sent(sample.metrics(client));
  }

  /** Lets some more requests through, then ends the load. */
  private Outcome stop() {
    awaitMore();
    namespace.exec(
        client, EchoSample.CLIENT, "sh", "-c", "kill -TERM $(cat %s)".formatted(pidFile));
    try {
      LoadResult result = LoadResult.of(end.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      return new Outcome(result, repeated(sample.metrics(client)) - repeatedBefore);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitMore() {
    long before = sent();
    Patience.await(ENOUGH + " more requests").until(() -> sent() >= before + ENOUGH);
  }

  /** How many requests of the application a sidecar has sent on, by its metrics. */
  static long sent(String metrics) {
    return (long) new MetricText(metrics).sum("istio_requests_total", "reporter=\"source\"");
  }

  private static long repeated(String metrics) {
    return (long) new MetricText(metrics).sum(REPEATED);
  }

  /**
   * What became of the requests.
   *
   * @param repeated how often the client's proxy sent one again
   */
  private record Outcome(LoadResult result, long repeated) {}
}
