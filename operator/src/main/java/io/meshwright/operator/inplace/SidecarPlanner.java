package io.meshwright.operator.inplace;

import io.meshwright.crd.naming.Annotations;
import io.meshwright.operator.config.KubernetesVersion;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.operator.inplace.SidecarPod.Upgrade;
import io.meshwright.operator.inplace.SidecarStep.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides how a workload comes to new sidecars in its old pods: one pod at a time, and what began
 * is completed first. Pure: who reads the same comes to the same, so a step that was not carried
 * out is made again. All it knows of earlier steps stands at the pods.
 */
final class SidecarPlanner {

  /**
   * Between the word that a pod gets nothing new and the end of its sidecar: time for the control
   * plane to tell all clients (it publishes within 300 ms), and for short requests to end. The
   * proxy then waits for longer ones by itself.
   */
  static final Duration DRAIN = Duration.ofSeconds(5);

  /** With one pod alone nobody else takes requests; a rollout starts another one before. */
  static final int FEWEST_PODS = 2;

  /** Runtimes before it send requests to a pod until Kubernetes sees that its sidecar is gone. */
  private static final ReleaseVersion FIRST_THAT_DRAINS = new ReleaseVersion(0, 2, 0, "");

  private final SidecarImage image;
  private final Function<SidecarPod, SidecarPlace> places;
  private final Function<SidecarPod, Optional<String>> objections;
  private final Instant now;

  /**
   * Makes a planner.
   *
   * @param places the nodes of pods; asked for at most one
   * @param objections of disruption budgets; a pod that may be disrupted counts as being so
   */
  SidecarPlanner(
      SidecarImage image,
      Function<SidecarPod, SidecarPlace> places,
      Function<SidecarPod, Optional<String>> objections,
      Instant now) {
    this.image = image;
    this.places = places;
    this.objections = objections;
    this.now = now;
  }

  /** The next step for a workload with these pods. */
  SidecarStep next(List<SidecarPod> pods) {
    for (SidecarPod pod : pods) {
      if (pod.upgrade().isPresent()) {
        return goOn(pod, pod.upgrade().get());
      }
    }
    List<SidecarPod> outdated = pods.stream().filter(pod -> pod.lacks(image)).toList();
    if (outdated.isEmpty()) {
      return new Await("all " + pods.size() + " sidecars are upgraded");
    }
    return obstacle(pods, outdated)
        .<SidecarStep>map(SidecarStep.RollOut::new)
        .orElseGet(() -> begin(pods, outdated.getFirst()));
  }

  private SidecarStep goOn(SidecarPod pod, Upgrade upgrade) {
    if (!pod.lacks(image)) {
      return pod.isBack()
          ? new SidecarStep.Restore(pod)
          : new Await("the new sidecar of pod " + pod.name() + " is not ready");
    }
    Optional<String> obstacle = obstacle(pod);
    if (obstacle.isPresent()) {
      return new SidecarStep.RollOut(obstacle.get());
    }
    var _ = objections.apply(pod); // counted: it may still be ready
    return now.isBefore(upgrade.since().plus(DRAIN))
        ? new Await("pod " + pod.name() + " is being drained")
        : new SidecarStep.Replace(pod, new Upgrade(upgrade.since(), pod.container()));
  }

  private SidecarStep begin(List<SidecarPod> pods, SidecarPod pod) {
    Optional<String> unready =
        pods.stream()
            .filter(it -> !it.ready() || !it.sidecarReady())
            .map(SidecarPod::name)
            .findFirst();
    if (unready.isPresent()) {
      return new Await("pod " + unready.get() + " is not ready");
    }
    SidecarPlace place = places.apply(pod);
    if (place.kubelet().filter(KubernetesVersion::replacesSidecars).isEmpty()) {
      return new SidecarStep.RollOut(
          "the kubelet of node %s is %s, and replaces sidecars from %s on"
              .formatted(
                  pod.node().orElse("unknown"),
                  place.kubelet().map(KubernetesVersion::toString).orElse("of unknown version"),
                  KubernetesVersion.REPLACES_SIDECARS));
    }
    return switch (place.pull()) {
      case SidecarPlace.Pull.Absent _ -> new SidecarStep.Pull(pod);
      case SidecarPlace.Pull.UnderWay _ ->
          new Await("the image is being pulled on node " + pod.node().orElse("unknown"));
      case SidecarPlace.Pull.Failed(String why) ->
          new SidecarStep.RollOut(
              "the image cannot be pulled on node " + pod.node().orElse("unknown") + ": " + why);
      case SidecarPlace.Pull.There _ ->
          objections
              .apply(pod)
              .<SidecarStep>map(Await::new)
              .orElseGet(() -> new SidecarStep.Drain(pod, new Upgrade(now, Optional.empty())));
    };
  }

  private Optional<String> obstacle(List<SidecarPod> pods, List<SidecarPod> outdated) {
    if (!drains(image.version())) {
      return Optional.of("control planes before " + FIRST_THAT_DRAINS + " drain no pods");
    }
    if (pods.size() < FEWEST_PODS) {
      return Optional.of("it has no other pod that could take its requests");
    }
    return outdated.stream().flatMap(pod -> obstacle(pod).stream()).findFirst();
  }

  /** A version before a release belongs to it. */
  private static boolean drains(String version) {
    return ReleaseVersion.parse(version)
        .map(it -> new ReleaseVersion(it.major(), it.minor(), it.patch(), ""))
        .filter(it -> it.compareTo(FIRST_THAT_DRAINS) >= 0)
        .isPresent();
  }

  /** What a pod was made with and cannot lose. */
  private Optional<String> obstacle(SidecarPod pod) {
    if (pod.image().isEmpty()) {
      return Optional.of("the proxy of pod " + pod.name() + " is no native sidecar");
    }
    Optional<String> revision = pod.bootstrap().revision();
    if (revision.filter(image.revision()::equals).isEmpty()) {
      return Optional.of(
          "pod %s was made to call the control plane of %s, not of %s"
              .formatted(pod.name(), revision.orElse("an unknown revision"), image.revision()));
    }
    Optional<String> contract = pod.bootstrap().contract();
    if (contract.filter(Annotations.BOOTSTRAP_CONTRACT_VERSION::equals).isEmpty()) {
      return Optional.of(
          "pod %s was made by bootstrap contract %s, and the new proxy starts from %s"
              .formatted(
                  pod.name(),
                  contract.orElse("of unknown version"),
                  Annotations.BOOTSTRAP_CONTRACT_VERSION));
    }
    return Optional.empty();
  }
}
