package io.meshwright.operator.inplace;

import io.meshwright.operator.workload.Disruptions;
import io.meshwright.operator.workload.Fleet;
import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.ObservedWorkload.Target;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.Workload.Manner;
import io.meshwright.operator.workload.Workload.Restart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Carries out upgrades in place, one step of each workload at a time. Nothing is remembered here:
 * whoever leads next reads the pods and goes on.
 */
public final class SidecarUpgrades {

  private final Fleet fleet;
  private final Sidecars sidecars;

  public SidecarUpgrades(Fleet fleet, Sidecars sidecars) {
    this.fleet = fleet;
    this.sidecars = sidecars;
  }

  /** Begins the way of a workload to its target: in place, if that can be. */
  public void begin(ObservedWorkload observed, Instant now) {
    Workload workload = observed.object().orElseThrow();
    SidecarStep first =
        observed
            .target()
            .image()
            .map(image -> planner(observed, image, new Disruptions(_ -> List.of()), now))
            .map(planner -> planner.next(sidecars.of(workload)))
            .orElseGet(() -> new SidecarStep.RollOut("the operator does not know its image"));
    if (first instanceof SidecarStep.RollOut(String because)) {
      rollOut(workload, observed.target(), Optional.of(because), now);
    } else {
      fleet.restart(workload, note(observed.target(), now));
    }
  }

  /** Has the pods of a workload replaced. */
  public void rollOut(Workload workload, Target target, Optional<String> because, Instant now) {
    if (workload.isBeingUpgradedInPlace()) {
      sidecars.forgetPulls(workload);
    }
    fleet.restart(workload, new Restart(target.words(), now, new Manner.RollOut(because)));
  }

  /** A workload has come to its target. */
  public void release(Workload workload) {
    if (workload.isBeingUpgradedInPlace()) {
      sidecars.forgetPulls(workload);
    }
    fleet.release(workload);
  }

  /**
   * Takes the next step of a workload that is being upgraded in place.
   *
   * @param begins whether pods may begin; if not, only what has begun is completed
   * @return what is awaited now
   */
  public String goOn(
      ObservedWorkload observed, boolean begins, Disruptions disruptions, Instant now) {
    Workload workload = observed.object().orElseThrow();
    Target target = observed.target();
    Optional<String> image = target.image();
    if (image.isEmpty()) {
      return "the operator does not know the image of " + target.words();
    }
    List<SidecarPod> pods = sidecars.of(workload);
    SidecarStep step = planner(observed, image.get(), disruptions, now).next(pods);
    if (begins || step.completes()) {
      carryOut(step, workload, target, image.get(), now);
    }
    SidecarImage wanted = source(target, image.get());
    long done = pods.stream().filter(pod -> !pod.lacks(wanted) && pod.upgrade().isEmpty()).count();
    return "%s: %d of %d sidecars are upgraded in place; %s"
        .formatted(workload.key(), done, pods.size(), words(step));
  }

  private void carryOut(
      SidecarStep step, Workload workload, Target target, String image, Instant now) {
    switch (step) {
      case SidecarStep.Await _ -> {}
      case SidecarStep.Pull(SidecarPod pod) -> sidecars.pull(pod, source(target, image), workload);
      case SidecarStep.Drain(SidecarPod pod, SidecarPod.Upgrade upgrade) -> {
        sidecars.drain(pod, upgrade);
        // each pod has the whole deadline; what is refused again and again has none
        fleet.restart(workload, note(target, now));
      }
      case SidecarStep.Replace(SidecarPod pod, SidecarPod.Upgrade upgrade) ->
          sidecars.replace(pod, upgrade, image);
      case SidecarStep.Restore(SidecarPod pod) -> sidecars.restore(pod);
      case SidecarStep.RollOut(String because) ->
          rollOut(workload, target, Optional.of(because), now);
    }
  }

  private SidecarPlanner planner(
      ObservedWorkload observed, String image, Disruptions disruptions, Instant now) {
    Workload workload = observed.object().orElseThrow();
    SidecarImage source = source(observed.target(), image);
    return new SidecarPlanner(
        source,
        pod -> sidecars.place(pod, source, workload),
        pod -> disruptions.objectionToOnePod(workload, pod.labels()),
        now);
  }

  private static SidecarImage source(Target target, String image) {
    return new SidecarImage(image, target.revision(), target.version());
  }

  private static Restart note(Target target, Instant now) {
    return new Restart(target.words(), now, new Manner.InPlace());
  }

  private static String words(SidecarStep step) {
    return switch (step) {
      case SidecarStep.Await(String why) -> why;
      case SidecarStep.Pull(SidecarPod pod) ->
          "the image is pulled on node " + pod.node().orElse("unknown");
      case SidecarStep.Drain(SidecarPod pod, _) -> "pod " + pod.name() + " is being drained";
      case SidecarStep.Replace(SidecarPod pod, _) ->
          "the sidecar of pod " + pod.name() + " is being replaced";
      case SidecarStep.Restore(SidecarPod pod) -> "pod " + pod.name() + " is back";
      case SidecarStep.RollOut(String because) -> "rolled out instead, because " + because;
    };
  }
}
