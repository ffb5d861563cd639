package io.meshwright.operator.dataplane;

import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Aborted;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Analyzing;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Degraded;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Done;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Paused;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Pending;
import static io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase.Rolling;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.analysis.Verdict;
import io.meshwright.operator.dataplane.Evidence.Wanted;
import io.meshwright.operator.workload.UpdateWish;
import io.meshwright.operator.workload.WorkloadKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is planned around a wave that is judged; what is known of requests is given. */
final class JudgedWavesTest {

  private static final Verdict WORSE = new Verdict.Degraded("shop/c1", "m", "1", "2", "1 more");
  private static final Duration LAG = Duration.ofSeconds(5);

  private final PlannedWaves waves =
      new PlannedWaves(
              "{waves: [{name: canary, namespaceSelector: {matchLabels: {name: canary}}, pause:"
                  + " 10m}]}",
              "{window: 1m, warmUp: 10s, interval: 25s}")
          .outdated("canary", "c1")
          .outdated("shop", "cart");

  private void baselineIs(Instant to) {
    waves.evidence =
        Evidence.of(Optional.of(new Baseline.Note(PlannedWaves.NEW, "canary", to)), LAG);
  }

  private void rolled() {
    baselineIs(waves.now);
    assertThat(waves.step()).containsExactly("c1");
    waves.ready("c1");
    waves.step();
    waves.step();
    assertThat(waves.phase()).isEqualTo(Analyzing);
  }

  private void look(int secondsLater, Verdict verdict) {
    waves.pass(Duration.ofSeconds(secondsLater));
    Evidence before = waves.evidence;
    waves.evidence = before.with(verdict);
    waves.step();
    waves.evidence = before;
  }

  private void command(String word) {
    waves.annotation = Optional.of(word);
    waves.step();
  }

  @Test
  void aPlanWantsTheBaselineBeforeItRestartsAnything() {
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Pending);
    assertThat(waves.plan().wanted())
        .contains(
            new Wanted.Before(
                PlannedWaves.NEW,
                "canary",
                List.of(new WorkloadKey("Deployment", "canary", "c1"))));
    baselineIs(waves.now.minusSeconds(61));
    assertThat(waves.step()).as("too old").isEmpty();
    baselineIs(waves.now.minusSeconds(60));
    assertThat(waves.step()).containsExactly("c1");
    assertThat(waves.plan().wanted()).isEmpty();
  }

  @Test
  void withoutTheBaselineThePlanIsMadeAgainAfterAnInterval() {
    waves.evidence = Evidence.none().without("nobody answers");
    assertThat(waves.step()).isEmpty();
    assertThat(waves.status().message()).isEqualTo("nobody answers");
    assertThat(waves.plan().wakeUp()).contains(waves.now.plusSeconds(25));
  }

  @Test
  void whatGoesFirstWaitsForNoBaselineAndBeginsNoWave() {
    waves.outdated("canary", "c2").wishing(UpdateWish.NOW, "c2");
    assertThat(waves.step()).containsExactly("c2");
    waves.ready("c2");
    waves.step();
    assertThat(waves.phase()).isEqualTo(Pending);
    assertThat(waves.plan().wanted()).isPresent();
  }

  @Test
  void looksAreDueAtEachIntervalAndAtTheEnd() {
    rolled();
    Instant ready = waves.now;
    List<Integer> due = List.of(35, 60, 75);
    for (int after : due) {
      assertThat(waves.plan().wanted()).isEmpty();
      assertThat(waves.plan().wakeUp()).contains(ready.plusSeconds(after));
      waves.now = ready.plusSeconds(after);
      waves.planned();
      assertThat(waves.plan().wanted())
          .contains(new Wanted.Look(PlannedWaves.NEW, "canary", ready, ready.plusSeconds(10)));
      look(0, new Verdict.Healthy());
    }
    assertThat(waves.phase()).as("its own pause comes after").isEqualTo(Paused);
    assertThat(waves.status().inconclusive()).isNull();
  }

  @Test
  void looksThatFailMustFollowOneAnother() {
    rolled();
    look(35, WORSE);
    look(25, new Verdict.Healthy());
    look(15, WORSE);
    assertThat(waves.phase()).isEqualTo(Analyzing);
    look(25, WORSE);
    assertThat(waves.phase()).isEqualTo(Degraded);
    assertThat(waves.plan().wakeUp()).contains(waves.now.plusSeconds(1));
    assertThat(waves.step()).isEmpty();
  }

  @Test
  void nothingElseIsRestartedWhileAWaveIsJudged() {
    rolled();
    waves.outdated("canary", "c3");
    waves.pass(Duration.ofSeconds(30));
    assertThat(waves.step()).isEmpty();
    assertThat(waves.phase()).isEqualTo(Analyzing);
  }

  @Test
  void skipEndsAnAnalysis() {
    rolled();
    command("skip");
    assertThat(waves.status().wave()).isEqualTo("rest");
    assertThat(waves.status().analysisStarted()).isNull();
  }

  @Test
  void anAbortedWaveIsJudgedAnewWhenItIsResumed() {
    rolled();
    look(35, WORSE);
    command("abort");
    assertThat(waves.phase()).isEqualTo(Aborted);
    command("resume");
    assertThat(waves.phase()).isEqualTo(Analyzing);
    assertThat(waves.status().failedLooks()).isNull();
  }

  @Test
  void aDegradedWaveThatIsResumedIsFollowedByTheNext() {
    rolled();
    look(35, WORSE);
    look(25, WORSE);
    waves.annotation = Optional.of("resume");
    waves.evidence =
        Evidence.of(Optional.of(new Baseline.Note(PlannedWaves.NEW, "rest", waves.now)), LAG);
    assertThat(waves.step()).containsExactly("cart");
    assertThat(waves.phase()).isEqualTo(Rolling);
  }

  /** The restart was carried out, but nothing was reported. */
  @Test
  void theOnlyWorkloadOfAWaveIsJudgedThoughTheOperatorDiedWithItsRestart() {
    baselineIs(waves.now);
    assertThat(waves.stepThatDies()).containsExactly("c1");
    Instant started = waves.now;
    waves.ready("c1", "cart");
    waves.pass(Duration.ofSeconds(20));
    waves.step();
    assertThat(waves.phase()).isEqualTo(Analyzing);
    assertThat(waves.status().waveStarted()).isEqualTo(started.toString());
  }

  @Test
  void withoutAnAnalysisInTheSpecAWaveThatIsJudgedPasses() {
    rolled();
    waves.spec("{}");
    waves.ready("cart");
    waves.step();
    assertThat(waves.phase()).isEqualTo(Done);
  }
}
