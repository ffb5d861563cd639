package io.meshwright.operator.dataplane;

import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Aborted;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Done;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Failed;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Paused;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Pending;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Rolling;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.WaitingForWindow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WorkloadProblem;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.WorkloadProblem.Reason;
import io.meshwright.operator.workload.Budget;
import io.meshwright.operator.workload.UpdateWish;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which workloads are restarted when. */
final class WavePlannerTest {

  private static final String CANARY_PAUSES =
      "{waves: [{name: canary, namespaceSelector: {matchLabels: {name: canary}}, pause: 10m}]}";

  private static PlannedWaves canary() {
    return new PlannedWaves(CANARY_PAUSES).outdated("shop", "cart").outdated("canary", "c1");
  }

  @Test
  void withoutWavesOneWorkloadRollsAfterTheOther() {
    PlannedWaves waves = new PlannedWaves("{}").outdated("shop", "a", "b", "c");
    assertThat(waves.rollOut()).containsExactly(List.of("a"), List.of("b"), List.of("c"));
    assertThat(waves.phase()).isEqualTo(Done);
    assertThat(waves.counts().current()).isEqualTo(3);
    assertThat(waves.planned()).isEmpty();
  }

  @Test
  void manualModeOnlyCounts() {
    PlannedWaves waves = new PlannedWaves("{mode: Manual}").outdated("shop", "a", "b");
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Pending);
    assertThat(waves.counts().outdated()).isEqualTo(2);
    waves.ready("a", "b");
    waves.step();
    assertThat(waves.phase()).isEqualTo(Done);
  }

  @Test
  void asManyRollAtOnceAsMay() {
    PlannedWaves waves =
        new PlannedWaves("{maxUnavailable: 40%}").outdated("shop", "a", "b", "c", "d", "e");
    assertThat(waves.step()).containsExactly("a", "b");
    assertThat(waves.step()).isEmpty();
    waves.ready("a");
    assertThat(waves.step()).containsExactly("c");
    assertThat(waves.counts().rolling()).isEqualTo(2);
  }

  @Test
  void aWaveAndItsPauseComeBeforeTheNextWave() {
    PlannedWaves waves = canary();
    assertThat(waves.rollOut()).containsExactly(List.of("c1"));
    assertThat(waves.phase()).isEqualTo(Paused);
    assertThat(waves.status().wave()).isEqualTo("canary");
    assertThat(waves.plan().wakeUp()).contains(waves.now.plus(Duration.ofMinutes(10)));

    waves.pass(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(waves.step()).isEmpty();
    waves.pass(Duration.ofSeconds(1));
    assertThat(waves.rollOut()).containsExactly(List.of("cart"));
    assertThat(waves.phase()).isEqualTo(Done);
    assertThat(waves.status().wave()).isNull();
  }

  @Test
  void aWaveInWhichNothingWasRestartedHasNoPause() {
    PlannedWaves waves = new PlannedWaves(CANARY_PAUSES).outdated("shop", "cart");
    assertThat(waves.rollOut()).containsExactly(List.of("cart"));
    assertThat(waves.phase()).isEqualTo(Done);
  }

  @Test
  void aPauseForeverEndsWithResume() {
    PlannedWaves waves = canary();
    waves.spec(CANARY_PAUSES.replace("10m", "forever"));
    waves.rollOut();
    waves.pass(Duration.ofDays(30));
    assertThat(waves.step()).isEmpty();
    assertThat(waves.plan().wakeUp()).isEmpty();

    waves.annotation = Optional.of("resume");
    assertThat(waves.step()).containsExactly("cart");
    assertThat(waves.annotation).as("not removed before it is remembered").contains("resume");
    assertThat(waves.status().command()).isEqualTo("resume");
    waves.step();
    assertThat(waves.annotation).isEmpty();
    waves.step();
    assertThat(waves.status().command()).isNull();
  }

  @Test
  void aCommandIsObeyedOnceThoughTheOperatorDiesBeforeRemovingIt() {
    PlannedWaves waves =
        new PlannedWaves(
                "{waves: [{name: one, namespaceSelector: {matchLabels: {name: one}}, pause:"
                    + " forever}, {name: two, namespaceSelector: {matchLabels: {name: two}},"
                    + " pause: forever}]}")
            .outdated("one", "a")
            .outdated("two", "b")
            .outdated("shop", "c");
    waves.rollOut();
    waves.annotation = Optional.of("resume");
    assertThat(waves.stepThatDies()).containsExactly("b");
    waves.ready("b");

    waves.rollOut();
    assertThat(waves.phase()).isEqualTo(Paused);
    assertThat(waves.status().wave()).isEqualTo("two");
    assertThat(waves.annotation).isEmpty();
    waves.annotation = Optional.of("resume");
    assertThat(waves.rollOut()).containsExactly(List.of("c"));
  }

  @Test
  void aRestartThatWasNotReportedIsNotMadeAgain() {
    PlannedWaves waves = canary();
    assertThat(waves.stepThatDies()).containsExactly("c1");
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Rolling);
    assertThat(waves.status().waveStarted()).isNotNull();
  }

  @Test
  void aWaveThatWasDoneBeforeAnybodyReportedItsStartIsPausedToo() {
    PlannedWaves waves = canary();
    waves.stepThatDies();
    waves.ready("c1");
    waves.stepThatDies();
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Paused);
  }

  @Test
  void aWorkloadThatIsNotReadyInTimeStopsEverything() {
    PlannedWaves waves =
        new PlannedWaves("{progressDeadline: 5m, maxUnavailable: 2}")
            .outdated("shop", "a", "b", "c");
    waves.step();
    assertThat(waves.plan().wakeUp()).contains(waves.now.plus(Duration.ofMinutes(5)));
    waves.ready("b");
    waves.pass(Duration.ofMinutes(5));
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Failed);
    assertThat(waves.status().problems())
        .extracting(WorkloadProblem::workload, WorkloadProblem::reason)
        .containsExactly(tuple("Deployment shop/a", Reason.DeadlineExceeded));

    waves.ready("a");
    assertThat(waves.rollOut()).as("stays stopped until somebody looked").isEmpty();
    assertThat(waves.phase()).isEqualTo(Failed);
    waves.annotation = Optional.of("resume");
    assertThat(waves.rollOut()).containsExactly(List.of("c"));
    assertThat(waves.phase()).isEqualTo(Done);
  }

  @Test
  void resumeGivesAFailedWorkloadItsTimeAgain() {
    PlannedWaves waves = new PlannedWaves("{progressDeadline: 5m}").outdated("shop", "a", "b");
    waves.step();
    waves.pass(Duration.ofMinutes(5));
    waves.step();
    waves.annotation = Optional.of("resume");
    waves.step();
    assertThat(waves.phase()).isEqualTo(Rolling);
    waves.pass(Duration.ofMinutes(4));
    waves.step();
    assertThat(waves.phase()).isEqualTo(Rolling);
    waves.pass(Duration.ofMinutes(1));
    waves.step();
    assertThat(waves.phase()).isEqualTo(Failed);
  }

  @Test
  void podsThatComeBackWithTheOldProxyAreAFailureAndResumeRestartsThem() {
    PlannedWaves waves = new PlannedWaves("{progressDeadline: 5m}").outdated("shop", "a");
    waves.step();
    waves.completeInVain("a");
    waves.pass(Duration.ofMinutes(5));
    waves.step();
    assertThat(waves.phase()).isEqualTo(Failed);
    assertThat(waves.status().problems().getFirst().message()).contains("other proxies than new@2");
    waves.annotation = Optional.of("resume");
    assertThat(waves.step()).containsExactly("a");
  }

  @Test
  void skipLeavesTheRestOfAWaveOut() {
    PlannedWaves waves = canary().outdated("canary", "c2");
    waves.step();
    waves.pass(Duration.ofHours(1));
    waves.step();
    assertThat(waves.phase()).isEqualTo(Failed);
    waves.annotation = Optional.of("skip");
    assertThat(waves.step()).containsExactly("cart");
    assertThat(waves.status().skipped()).containsExactly("canary");
    waves.ready("cart");
    waves.rollOut();
    assertThat(waves.phase()).isEqualTo(Done);
    assertThat(waves.counts().outdated()).isEqualTo(1);

    waves.activate("newer", "3.0.0");
    assertThat(waves.step()).as("another revision begins with all waves").containsExactly("c1");
    assertThat(waves.status().skipped()).isEmpty();
  }

  @Test
  void abortStopsUntilResumed() {
    PlannedWaves waves = new PlannedWaves("{}").outdated("shop", "a", "b");
    waves.step();
    waves.annotation = Optional.of("abort");
    waves.allReady();
    assertThat(waves.rollOut()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Aborted);
    waves.annotation = Optional.of("resume");
    assertThat(waves.rollOut()).containsExactly(List.of("b"));
    assertThat(waves.phase()).isEqualTo(Done);
  }

  @Test
  void anotherRevisionLeavesAFailureBehindAndNeedNotWaitForItsPods() {
    PlannedWaves waves = new PlannedWaves("{progressDeadline: 5m}").outdated("shop", "a", "b");
    waves.step();
    waves.unready("a");
    waves.pass(Duration.ofMinutes(5));
    waves.step();
    assertThat(waves.phase()).isEqualTo(Failed);

    waves.activate("old", "1.0.0");
    waves.ready("b");
    assertThat(waves.step()).containsExactly("a");
    assertThat(waves.phase()).isEqualTo(Rolling);
  }

  @Test
  void whatIsBrokenAnywayIsLeftAloneAndHoldsNobodyUp() {
    PlannedWaves waves = new PlannedWaves("{}").outdated("shop", "a", "b");
    waves.unready("a");
    assertThat(waves.rollOut()).containsExactly(List.of("b"));
    assertThat(waves.phase()).isEqualTo(Done);
    assertThat(waves.status().problems().getFirst().reason()).isEqualTo(Reason.NotReady);
    waves.completeInVain("a");
    assertThat(waves.rollOut()).containsExactly(List.of("a"));
  }

  @Test
  void ownersOptOutOrRollNow() {
    PlannedWaves waves =
        canary().outdated("shop", "late", "never").wishing(UpdateWish.NEVER, "never");
    waves.rollOut();
    assertThat(waves.phase()).isEqualTo(Paused);
    waves.wishing(UpdateWish.NOW, "late");
    assertThat(waves.step()).as("waits for no pause").containsExactly("late");
    assertThat(waves.phase()).isEqualTo(Paused);
    waves.ready("late");
    waves.pass(Duration.ofMinutes(10));
    assertThat(waves.rollOut()).containsExactly(List.of("cart"));
    assertThat(waves.phase()).isEqualTo(Done);
    assertThat(waves.counts().optedOut()).isEqualTo(1);
  }

  @Test
  void nothingMovesToAControlPlaneThatIsNotReady() {
    PlannedWaves waves = new PlannedWaves("{}").outdated("shop", "a");
    waves.wishing(UpdateWish.NOW, "a");
    waves.targetReady = false;
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Pending);
    assertThat(waves.status().message()).isEqualTo("MeshRevision new is not ready");
    waves.targetReady = true;
    assertThat(waves.step()).containsExactly("a");
  }

  @Test
  void disruptionBudgetsAreRespected() {
    PlannedWaves waves = new PlannedWaves("{maxUnavailable: 3}").outdated("shop", "a", "b", "c");
    waves.budgets.put(
        "shop",
        List.of(
            new Budget("ab", labels -> !"c".equals(labels.get("app")), 1),
            new Budget("c", labels -> "c".equals(labels.get("app")), 0)));
    assertThat(waves.step()).as("b would need what a takes").containsExactly("a");
    assertThat(waves.status().message())
        .isEqualTo(
            "PodDisruptionBudget shop/ab allows 0 of the 1 pods that a restart of Deployment shop/b"
                + " takes away");
    waves.budgets.clear();
    assertThat(waves.step()).containsExactly("b", "c");
  }

  @Test
  void nothingBeginsOutsideOfTheMaintenanceWindows() {
    PlannedWaves waves =
        new PlannedWaves(
                "{progressDeadline: 2h, windows: [{schedule: '0 14 * * *', duration: 1h}]}")
            .outdated("shop", "a", "b");
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(WaitingForWindow);
    assertThat(waves.status().nextWindow()).isEqualTo("2026-01-01T14:00:00Z");
    assertThat(waves.plan().wakeUp()).contains(Instant.parse("2026-01-01T14:00:00Z"));

    waves.pass(Duration.ofHours(2));
    assertThat(waves.step()).containsExactly("a");
    waves.pass(Duration.ofHours(1));
    waves.step();
    waves.ready("a");
    assertThat(waves.rollOut()).isEmpty();
    assertThat(waves.phase()).isEqualTo(WaitingForWindow);
    assertThat(waves.status().waveStarted()).isNotNull();
  }

  @Test
  void whatTheOperatorCannotRestartIsOnlyNamed() {
    PlannedWaves waves = new PlannedWaves("{}").outdated("shop", "a", "b").unmanaged("a");
    assertThat(waves.rollOut()).containsExactly(List.of("b"));
    assertThat(waves.phase()).isEqualTo(Done);
    assertThat(waves.counts().unmanaged()).isEqualTo(1);
    assertThat(waves.status().problems().getFirst().reason()).isEqualTo(Reason.Unmanaged);
  }

  @Test
  void aWaveThatTheSpecHasNoMoreBeginsFromTheFirst() {
    PlannedWaves waves = canary();
    waves.rollOut();
    waves.spec("{}");
    assertThat(waves.rollOut()).containsExactly(List.of("cart"));
    assertThat(waves.phase()).isEqualTo(Done);
  }
}
