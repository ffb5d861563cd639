package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.kube.Figures;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures of docs/performance.md; run by {@code make bench-operator}, not by the gate. */
final class WaveBench {

  private static final int WORKLOADS = 1_000;
  private static final int ROUNDS = 50;

  @Test
  void planOfAThousandWorkloads() throws IOException {
    String[] names =
        IntStream.range(0, WORKLOADS).mapToObj(i -> "service-" + i).toArray(String[]::new);
    PlannedWaves waves =
        new PlannedWaves(
                "{maxUnavailable: 5%, windows: [{schedule: '* * * * *', duration: 1h}], waves:"
                    + " [{name: canary, percentage: 1}, {name: some, percentage: 25}]}")
            .outdated("shop", names);
    assertThat(waves.step()).isNotEmpty();
    double longest = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      waves.planned();
      longest = Math.max(longest, (System.nanoTime() - begin) / 1e6);
    }
    Figures.report("plan_of_1000_workloads_longest_of_50", longest, "ms");
  }
}
