package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.operator.dataplane.WavePolicy.Pause;
import io.meshwright.operator.dataplane.WavePolicy.Wave;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The waves one after the other, whoever belongs to them. Pure. */
record WaveSequence(List<Wave> waves) {

  WaveSequence {
    waves = List.copyOf(waves);
  }

  /** The place of the wave under way; the first one if the spec has it no more. */
  int place(Course course) {
    for (int i = 0; i < waves.size(); i++) {
      if (course.wave().filter(waves.get(i).name()::equals).isPresent()) {
        return i;
      }
    }
    return 0;
  }

  /** The wave after, or the end. */
  Course next(Course course) {
    int place = place(course) + 1;
    return place < waves.size() ? course.atWave(waves.get(place).name()) : course.done();
  }

  /** Whether there is a pause after the wave under way. */
  boolean hasPause(Course course) {
    return !(pause(course) instanceof Pause.None);
  }

  /** When the pause that lasts is over; empty if only a user ends it. */
  Optional<Instant> pauseEnds(Course course) {
    if (course.isDoubtful()) {
      return Optional.empty();
    }
    return switch (pause(course)) {
      case Pause.None() -> course.pausedSince();
      case Pause.Lasting(var duration) -> course.pausedSince().map(since -> since.plus(duration));
      case Pause.UntilResumed() -> Optional.empty();
    };
  }

  /** What a user's word makes of the wave under way. */
  Course obey(Course course, Command command, Instant now) {
    return switch (command) {
      case RESUME -> {
        if (course.phase() == Phase.Paused || course.phase() == Phase.Degraded) {
          yield next(course);
        }
        yield course.isStopped() ? course.resumed(now) : course;
      }
      case SKIP ->
          switch (course.phase()) {
            case Done, Aborted -> course;
            case Paused, Analyzing, Degraded -> next(course);
            case Pending, Rolling, WaitingForWindow, Failed ->
                next(course.without(waves.get(place(course)).name()));
          };
      case ABORT -> course.phase() == Phase.Done ? course : course.in(Phase.Aborted);
    };
  }

  private Pause pause(Course course) {
    return waves.get(place(course)).pause();
  }
}
