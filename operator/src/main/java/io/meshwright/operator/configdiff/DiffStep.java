package io.meshwright.operator.configdiff;

import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the comparison of an installation's two revisions stands.
 *
 * @param status what is to be remembered; null if there is nothing to compare
 * @param holds whether the desired revision must not become active yet
 * @param report all differences, if they have just been found and there are some
 * @param wakeUp when to look again though nothing was seen to change
 */
public record DiffStep(
    @Nullable ConfigDiffStatus status,
    boolean holds,
    Optional<String> report,
    Optional<Duration> wakeUp) {

  /** Nothing is compared, or all is over. */
  public static DiffStep rest(@Nullable ConfigDiffStatus status) {
    return new DiffStep(status, false, Optional.empty(), Optional.empty());
  }

  /** Whether a user has to do something before the desired revision becomes active. */
  public boolean blocks() {
    return holds && status != null && status.state() != ConfigDiffStatus.State.Pending;
  }
}
