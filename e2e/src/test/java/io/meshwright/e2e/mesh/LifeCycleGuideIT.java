package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides tell users to do works. */
@MeshTest
@Tag("full")
final class LifeCycleGuideIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs/life-cycle.md",
        "docs/data-plane-waves.md",
        "docs/config-diff.md",
        "docs/trust.md"
      })
  void eachBlockRuns(String page, TestCluster cluster, Operator operator) throws IOException {
    operator.delete("default");

    CommandResult result = Guide.run(page, cluster);

    assertThat(result.exitCode()).as("%s%n%s", result.output(), result.errors()).isZero();
  }
}
