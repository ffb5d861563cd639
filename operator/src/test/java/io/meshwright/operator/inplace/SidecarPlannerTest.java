package io.meshwright.operator.inplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.config.KubernetesVersion;
import io.meshwright.operator.inplace.SidecarPlace.Pull;
import io.meshwright.operator.inplace.SidecarPod.Bootstrap;
import io.meshwright.operator.inplace.SidecarPod.Upgrade;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes next for a workload whose pods stay. */
final class SidecarPlannerTest {

  private static final String OLD = "registry/proxy:0.1.0";
  private static final String NEW = "registry/proxy:0.2.0";
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private SidecarImage image = new SidecarImage(NEW, "default", "0.2.0");
  private Optional<KubernetesVersion> kubelet = KubernetesVersion.parse("v1.32.1+k3s1");
  private Pull pull = new Pull.There();
  private Optional<String> objection = Optional.empty();

  private SidecarStep next(SidecarPod... pods) {
    return new SidecarPlanner(image, _ -> new SidecarPlace(kubelet, pull), _ -> objection, NOW)
        .next(List.of(pods));
  }

  private static PodUnderTest pod(String name) {
    return new PodUnderTest(
        name, Optional.of("default"), Optional.of("1"), Optional.of(OLD), "c1", true, null);
  }

  /** A pod that is ready and outdated unless said. */
  private record PodUnderTest(
      String name,
      Optional<String> revision,
      Optional<String> contract,
      Optional<String> image,
      String container,
      boolean ready,
      @Nullable Upgrade upgrade) {

    SidecarPod get() {
      return new SidecarPod(
          "shop",
          name,
          "uid",
          "1",
          Map.of("app", "cart"),
          Optional.of("node-a"),
          new Bootstrap(revision, contract, false),
          image,
          Optional.of(container),
          ready,
          ready,
          Optional.ofNullable(upgrade));
    }

    PodUnderTest of(String other) {
      return new PodUnderTest(name, Optional.of(other), contract, image, container, ready, upgrade);
    }

    PodUnderTest startedBy(String version) {
      return new PodUnderTest(
          name, revision, Optional.of(version), image, container, ready, upgrade);
    }

    PodUnderTest classic() {
      return new PodUnderTest(
          name, revision, contract, Optional.empty(), container, ready, upgrade);
    }

    PodUnderTest upgraded() {
      return new PodUnderTest(name, revision, contract, Optional.of(NEW), "c2", ready, upgrade);
    }

    PodUnderTest unready() {
      return new PodUnderTest(name, revision, contract, image, container, false, upgrade);
    }

    PodUnderTest drainedFor(int seconds) {
      return new PodUnderTest(
          name,
          revision,
          contract,
          image,
          container,
          ready,
          new Upgrade(NOW.minusSeconds(seconds), Optional.empty()));
    }

    PodUnderTest replaced(String old) {
      return new PodUnderTest(
          name,
          revision,
          contract,
          Optional.of(NEW),
          container,
          ready,
          new Upgrade(NOW.minusSeconds(6), Optional.of(old)));
    }
  }

  private static String because(SidecarStep step) {
    assertThat(step).isInstanceOf(SidecarStep.RollOut.class);
    return ((SidecarStep.RollOut) step).because();
  }

  private static String awaited(SidecarStep step) {
    assertThat(step).isInstanceOf(SidecarStep.Await.class);
    return ((SidecarStep.Await) step).why();
  }

  @Test
  void onePodIsDrainedThenReplacedThenGivenBack() {
    SidecarPod other = pod("b").get();
    assertThat(next(pod("a").get(), other))
        .isEqualTo(new SidecarStep.Drain(pod("a").get(), new Upgrade(NOW, Optional.empty())));

    SidecarPod draining = pod("a").drainedFor(4).get();
    assertThat(awaited(next(draining, other))).isEqualTo("pod a is being drained");

    SidecarPod drained = pod("a").drainedFor(5).get();
    assertThat(next(drained, other))
        .isEqualTo(
            new SidecarStep.Replace(drained, new Upgrade(NOW.minusSeconds(5), Optional.of("c1"))));

    assertThat(awaited(next(pod("a").replaced("c1").get(), other)))
        .as("the old container still runs")
        .isEqualTo("the new sidecar of pod a is not ready");
    assertThat(awaited(next(pod("a").replaced("c0").unready().get(), other)))
        .isEqualTo("the new sidecar of pod a is not ready");

    SidecarPod back = pod("a").replaced("c0").get();
    assertThat(next(back, other)).isEqualTo(new SidecarStep.Restore(back));

    assertThat(next(pod("a").upgraded().get(), other)).isInstanceOf(SidecarStep.Drain.class);
    assertThat(awaited(next(pod("a").upgraded().get(), pod("b").upgraded().get())))
        .isEqualTo("all 2 sidecars are upgraded");
  }

  @Test
  void nothingBeginsWhileAnyPodIsNotReady() {
    assertThat(awaited(next(pod("a").get(), pod("b").upgraded().unready().get())))
        .isEqualTo("pod b is not ready");
  }

  @Test
  void theImageIsOnTheNodeBeforeAnythingElseHappens() {
    pull = new Pull.Absent();
    assertThat(next(pod("a").get(), pod("b").get()))
        .isEqualTo(new SidecarStep.Pull(pod("a").get()));
    pull = new Pull.UnderWay();
    assertThat(awaited(next(pod("a").get(), pod("b").get())))
        .isEqualTo("the image is being pulled on node node-a");
    pull = new Pull.Failed("DeadlineExceeded");
    assertThat(because(next(pod("a").get(), pod("b").get())))
        .isEqualTo("the image cannot be pulled on node node-a: DeadlineExceeded");
  }

  @Test
  void aDisruptionBudgetHoldsUpWhatHasNotBegun() {
    objection = Optional.of("PodDisruptionBudget shop/cart allows 0 of 1");
    assertThat(awaited(next(pod("a").get(), pod("b").get()))).isEqualTo(objection.get());
    assertThat(next(pod("a").drainedFor(5).get(), pod("b").get()))
        .isInstanceOf(SidecarStep.Replace.class);
  }

  @Test
  void whatAPodWasMadeWithDecidesWhetherItCanStay() {
    assertThat(because(next(pod("a").get(), pod("b").of("blue").get())))
        .isEqualTo("pod b was made to call the control plane of blue, not of default");
    assertThat(because(next(pod("a").startedBy("0").get(), pod("b").get())))
        .isEqualTo("pod a was made by bootstrap contract 0, and the new proxy starts from 1");
    assertThat(because(next(pod("a").classic().get(), pod("b").get())))
        .isEqualTo("the proxy of pod a is no native sidecar");
  }

  @Test
  void theSameImageOfAnotherRevisionIsNotWhatIsAskedFor() {
    assertThat(because(next(pod("a").upgraded().of("blue").get(), pod("b").upgraded().get())))
        .isEqualTo("pod a was made to call the control plane of blue, not of default");
  }

  @Test
  void aPodThatIsAloneIsRolledOut() {
    assertThat(because(next(pod("a").get())))
        .isEqualTo("it has no other pod that could take its requests");
  }

  @Test
  void kubeletsAndControlPlanesThatCannotDoItAreRecognised() {
    kubelet = KubernetesVersion.parse("v1.31.9");
    assertThat(because(next(pod("a").get(), pod("b").get())))
        .isEqualTo("the kubelet of node node-a is 1.31, and replaces sidecars from 1.32 on");
    image = new SidecarImage("registry/proxy:0.1.5", "default", "0.1.5");
    assertThat(because(next(pod("a").get(), pod("b").get())))
        .isEqualTo("control planes before 0.2.0 drain no pods");
  }

  @Test
  void aPodWhoseImageIsRightAgainIsGivenBack() {
    image = new SidecarImage(OLD, "default", "0.2.0");
    SidecarPod left = pod("a").drainedFor(100).get();
    assertThat(next(left, pod("b").get())).isEqualTo(new SidecarStep.Restore(left));
  }

  @Test
  void whatStandsAtAPodCanBeReadAgain() {
    Upgrade upgrade = new Upgrade(NOW, Optional.of("containerd://1"));
    assertThat(Upgrade.parse(upgrade.words())).isEqualTo(upgrade);
    assertThat(Upgrade.parse("whatever")).isEqualTo(new Upgrade(Instant.EPOCH, Optional.empty()));
  }
}
