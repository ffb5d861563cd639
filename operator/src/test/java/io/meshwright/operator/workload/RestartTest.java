package io.meshwright.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.workload.Workload.Manner;
import io.meshwright.operator.workload.Workload.Restart;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RestartTest {

  static Stream<Manner> manners() {
    return Stream.of(
        new Manner.InPlace(),
        new Manner.RollOut(Optional.empty()),
        new Manner.RollOut(Optional.of("no native sidecar")));
  }

  @ParameterizedTest
  @MethodSource("manners")
  void whatStandsAtAWorkloadCanBeReadAgain(Manner manner) {
    Restart restart = new Restart("default@0.2.0", Instant.ofEpochSecond(1_000_000), manner);
    assertThat(Restart.parse(restart.words())).contains(restart);
  }
}
