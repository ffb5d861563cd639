package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Waves are judged by what proxies count. */
final class WaveAnalysisLifeTest extends JudgedMesh {

  @Test
  @DisplayName(
      "LC-analysis: a healthy wave is looked at to the end of its window, then the next begins")
  void aHealthyWaveIsFollowedByTheNext() {
    canaryRolls();
    for (int look = 0; look < 6; look++) {
      pass(10);
      assertThat(status().phase()).isEqualTo(Phase.Analyzing);
    }
    pass(10);
    assertThat(restarts()).endsWith("restart Deployment shop/cart");
    assertThat(status().wave()).isEqualTo("rest");

    runs("shop", "cart", mesh.active());
    mesh.settle();
    assertThat(status().phase()).as("the last wave is judged too").isEqualTo(Phase.Analyzing);
    pass(70);
    assertThat(status().phase()).isEqualTo(Phase.Done);
    assertThat(told).anyMatch(event -> event.equals("WaveAnalyzing wave canary is done"));
    assertThat(history())
        .containsExactly("bad ConfigurationChanged Succeeded", "good Installed Succeeded");
  }

  @Test
  void theSourceIsAskedOnlyWhenALookIsDue() {
    canaryRolls();
    assertThat(mesh.samples.asked).hasSize(1);
    mesh.settle();
    pass(5);
    assertThat(mesh.samples.asked).hasSize(1);
    pass(15);
    mesh.settle();
    assertThat(mesh.samples.asked).hasSize(2);
  }

  @Test
  void aWaveThatCannotBeJudgedPausesUntilItIsResumed() {
    canaryRolls();
    mesh.samples.receives("canary", "probe", 900, 0, 4);
    pass(70);
    assertThat(status().phase()).isEqualTo(Phase.Paused);
    assertThat(status().message()).startsWith("the wave could not be judged, resume or abort it: ");
    assertThat(told).anyMatch(event -> event.startsWith("WaveInconclusive wave canary: success"));
    pass(3600);
    assertThat(restarts()).hasSize(1);
    command("resume");
    assertThat(restarts()).endsWith("restart Deployment shop/cart");
  }

  @Test
  void theLastWavePausesTooIfItCannotBeJudged() {
    canaryRolls();
    pass(70);
    runs("shop", "cart", mesh.active());
    mesh.settle();
    mesh.samples.receives("shop", "cart", 0, 0, 4);
    pass(70);
    assertThat(status().phase()).isEqualTo(Phase.Paused);
    command("resume");
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  @Test
  void noWaveBeginsBeforeItsBaselineIsKnown() {
    mesh.samples.since = cluster.now.minusSeconds(30);
    another(JUDGED);
    assertThat(status().phase()).isEqualTo(Phase.Pending);
    assertThat(status().message()).contains("the wave begins when a window of PT1M has passed");
    assertThat(restarts()).isEmpty();
    pass(30);
    assertThat(restarts()).containsExactly("restart Deployment canary/probe");
  }

  @Test
  void aSourceThatFailsRestartsAndRollsBackNothing() {
    mesh.samples.failure = "connection refused";
    another(JUDGED);
    assertThat(status().message()).isEqualTo("the source of its samples: connection refused");
    assertThat(restarts()).isEmpty();
    mesh.samples.failure = null;
    pass(10);
    runs("canary", "probe", mesh.active());
    mesh.settle();
    mesh.samples.failure = "connection refused";
    pass(3600);
    assertThat(status().phase()).isEqualTo(Phase.Analyzing);
    assertThat(status().message()).endsWith("the source of its samples: connection refused");
    mesh.samples.failure = null;
    pass(10);
    assertThat(restarts()).endsWith("restart Deployment shop/cart");
  }

  @Test
  void aSourceEndsWithTheAnalysis() {
    assertThat(mesh.samples.installations).containsExactly("default");
    mesh.installation("default", "{" + WAVES + "}");
    mesh.settle();
    assertThat(mesh.samples.installations).isEmpty();
  }

  @Test
  void theBaselineIsOfTheWavesWorkloadsAndGoesWithTheInstallation() {
    canaryRolls();
    ConfigMap baseline =
        cluster.get(ConfigMap.class, "istio-system", "default-wave-baseline").orElseThrow();
    assertThat(baseline.getData()).containsEntry("wave", "canary");
    assertThat(baseline.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("MeshInstallation"));
    assertThat(
            new BaselineStore(cluster, cluster.serialization)
                .read(mesh.installation("default"))
                .orElseThrow()
                .samples()
                .traffic()
                .keySet())
        .extracting(subject -> subject.workload())
        .containsExactly("probe");
  }
}
