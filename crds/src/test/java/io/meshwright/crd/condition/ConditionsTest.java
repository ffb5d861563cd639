package io.meshwright.crd.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConditionsTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.75Z");

  private static List<Condition> ready(
      List<Condition> previous, ConditionStatus status, ConditionReason reason, Instant now) {
    return new Conditions(previous, 1, now).set(ConditionType.READY, status, reason, "").list();
  }

  @Test
  void transitionTimeMovesWhenTheStatusMoves() {
    var before = ready(List.of(), ConditionStatus.FALSE, ConditionReason.PROGRESSING, NOON);
    var after =
        ready(before, ConditionStatus.TRUE, ConditionReason.AVAILABLE, NOON.plusSeconds(60));

    assertThat(after.getFirst().lastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
  }

  @Test
  void transitionTimeStaysWhenOnlyTheReasonMoves() {
    var before = ready(List.of(), ConditionStatus.FALSE, ConditionReason.PROGRESSING, NOON);
    var after =
        ready(before, ConditionStatus.FALSE, ConditionReason.ROOTS_MISSING, NOON.plusSeconds(60));

    assertThat(after.getFirst().lastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(after.getFirst().reason()).isEqualTo("RootsMissing");
  }

  @Test
  void lastWordOnATypeWinsAndTypesNotSaidAgainAreDropped() {
    var before =
        new Conditions(List.of(), 1, NOON)
            .set(ConditionType.STALLED, ConditionStatus.TRUE, ConditionReason.CONFIG_INVALID, "")
            .list();
    var after =
        new Conditions(before, 2, NOON)
            .set(ConditionType.READY, ConditionStatus.FALSE, ConditionReason.PROGRESSING, "")
            .set(ConditionType.READY, ConditionStatus.TRUE, ConditionReason.AVAILABLE, "")
            .list();

    assertThat(after)
        .singleElement()
        .satisfies(c -> assertThat(c.observedGeneration()).isEqualTo(2));
    assertThat(Conditions.isTrue(after, ConditionType.READY, 2)).isTrue();
    assertThat(Conditions.isTrue(after, ConditionType.READY, 3)).isFalse();
  }

  @Test
  void wordsAreUnique() {
    assertThat(Arrays.stream(ConditionReason.values()).map(ConditionReason::word))
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(ConditionType.values()).map(ConditionType::word))
        .doesNotHaveDuplicates();
  }
}
