package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Measures how long a change of a VirtualService takes, from the request to the API server to the
 * first answer under the new rule. It fails only if a change does not arrive at all.
 */
@MeshTest
@Tag("bench")
final class RuleChangeIT {

  private static final Logger LOG = System.getLogger(RuleChangeIT.class.getName());

  private static final int ROUNDS = 30;

  @Test
  void changeOfVirtualServiceToFirstAnswer(
      TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    EchoSample sample = EchoSample.deploy(cluster, namespace);
    acceptRound(namespace, 0);
    Awaitility.await("the first rule is in force").until(() -> ask(sample, 0).exitCode() == 0);

    long[] millis = new long[ROUNDS];
    for (int round = 1; round <= ROUNDS; round++) {
      millis[round - 1] = measure(sample, namespace, round);
    }

    Arrays.sort(millis);
    LOG.log(
        Level.INFO,
        "change of a VirtualService to first answer, {0} changes: p50 {1} ms, max {2} ms",
        ROUNDS,
        millis[ROUNDS / 2],
        millis[ROUNDS - 1]);
  }

  /** The client asks without pause from before the change on; all clocks are the same machine's. */
  private static long measure(EchoSample sample, TestNamespace namespace, int round) {
    long before = requests(sample);
    CompletableFuture<CommandResult> answer =
        CompletableFuture.supplyAsync(
            () -> ask(sample, round), task -> Thread.ofVirtual().start(task));
    Awaitility.await("the client asks").until(() -> requests(sample) > before + 20);
    long begin = System.currentTimeMillis();
    acceptRound(namespace, round);
    return Long.parseLong(answer.join().output().strip()) - begin;
  }

  private static CommandResult ask(EchoSample sample, int round) {
    return sample.run("until", EchoSample.URL, "--header", "x-round: " + round, "--timeout", "60s");
  }

  private static long requests(EchoSample sample) {
    return RunningLoad.sent(sample.metrics(sample.client()));
  }

  /** Requests of other rounds match no route, which is 404. */
  private static void acceptRound(TestNamespace namespace, int round) {
    namespace.apply(
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: echo
        spec:
          hosts: [echo]
          http:
          - match:
            - headers:
                x-round:
                  exact: "%d"
            route:
            - destination:
                host: echo
        """
            .formatted(round));
  }
}
