package io.meshwright.operator.dataplane;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked at of an object that can be restarted.
 *
 * @param resourceVersion as it was when this was read: a write is refused if it has changed since
 * @param podLabels those of its template
 * @param update the annotation by which its owner says when its proxies are updated
 * @param restart that the operator made; empty once it was seen to be done
 * @param progress whether all its pods are of the newest template and ready
 * @param disruption how many of its pods a restart may take away at once
 * @param held why a restart would not replace its pods
 */
public record Workload(
    WorkloadKey key,
    String uid,
    String resourceVersion,
    Map<String, String> podLabels,
    Optional<String> update,
    Optional<Restart> restart,
    Progress progress,
    int disruption,
    Optional<String> held) {

  public Workload {
    podLabels = Map.copyOf(podLabels);
  }

  /** Whether another reading says the same, whatever else changed at the object. */
  public boolean isLike(Workload other) {
    return other.equals(
        new Workload(
            key,
            uid,
            other.resourceVersion,
            podLabels,
            update,
            restart,
            progress,
            disruption,
            held));
  }

  /**
   * The note of a restart.
   *
   * @param target the revision and version that the new pods should have
   */
  public record Restart(String target, Instant at) {

    /** Reads what {@link #words()} wrote; empty for anything else. */
    static Optional<Restart> parse(String words) {
      int space = words.indexOf(' ');
      try {
        return space < 0
            ? Optional.empty()
            : Optional.of(
                new Restart(words.substring(0, space), Instant.parse(words.substring(space + 1))));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    /** As it stands at the workload. */
    public String words() {
      return target + " " + at;
    }
  }

  /** How far the replacement of pods is, with what is awaited. */
  public record Progress(boolean complete, String words) {}
}
