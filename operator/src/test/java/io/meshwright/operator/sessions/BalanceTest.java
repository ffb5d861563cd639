package io.meshwright.operator.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.sessions.Balance.Move;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BalanceTest {

  @ParameterizedTest(name = "{0}: moves {1}")
  @CsvSource({
    "'', 0",
    "5000, 0",
    "2 2, 0",
    "3 1, 0",
    "3 0, 1",
    "4 0, 1",
    "100 0, 10",
    "60 50 40, 0",
    "70 50 30, 7",
    "1000 1000 0, 100",
    "5000 0 0, 500",
  })
  void theFullestMovesAtMostATenth(String sessions, int moved) {
    Map<Replica, Long> counts = new HashMap<>();
    for (String count : sessions.isEmpty() ? new String[0] : sessions.split(" ", -1)) {
      counts.put(replica(counts.size()), Long.valueOf(count));
    }

    assertThat(Balance.next(counts).map(Move::sessions))
        .isEqualTo(moved == 0 ? Optional.empty() : Optional.of(moved));
  }

  private static Replica replica(int index) {
    return new Replica("a", "istiod-a.mesh.svc", "pod-" + index, "10.0.0." + index);
  }
}
