package io.meshwright.operator.workload;

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
 * @param sidecars how its owner wants them upgraded
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
    SidecarWish sidecars,
    Optional<Restart> restart,
    Progress progress,
    int disruption,
    Optional<String> held) {

  public Workload {
    podLabels = Map.copyOf(podLabels);
  }

  /** Whether its sidecars are being upgraded in place. */
  public boolean isBeingUpgradedInPlace() {
    return restart.filter(Restart::isInPlace).isPresent();
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
            sidecars,
            restart,
            progress,
            disruption,
            held));
  }

  /** How a workload comes to other proxies. */
  public sealed interface Manner {

    /**
     * Its pods are replaced.
     *
     * @param because what keeps it from being done in place, where that was asked for
     */
    record RollOut(Optional<String> because) implements Manner {}

    /** Its pods stay, and their sidecars are replaced. */
    record InPlace() implements Manner {}

    /** As nobody asked for anything else. */
    static Manner usual() {
      return new RollOut(Optional.empty());
    }
  }

  /**
   * The note of a restart.
   *
   * @param target the revision and version that the pods should have
   * @param at when it began; of an upgrade in place, that of the pod under way
   */
  public record Restart(String target, Instant at, Manner manner) {

    private static final String IN_PLACE = "in-place";
    private static final String INSTEAD = "rolled-out: ";

    /** Reads what {@link #words()} wrote; empty for anything else. */
    static Optional<Restart> parse(String words) {
      String[] parts = words.split(" ", 3);
      try {
        return parts.length == 1
            ? Optional.empty()
            : Optional.of(
                new Restart(
                    parts[0],
                    Instant.parse(parts[1]),
                    parts.length == 2 ? Manner.usual() : manner(parts[2])));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private static Manner manner(String words) {
      return words.equals(IN_PLACE)
          ? new Manner.InPlace()
          : new Manner.RollOut(Optional.of(words.replaceFirst(INSTEAD, "")));
    }

    /** As it stands at the workload. */
    public String words() {
      return target
          + " "
          + at
          + switch (manner) {
            case Manner.InPlace _ -> " " + IN_PLACE;
            case Manner.RollOut(Optional<String> because) ->
                because.map(why -> " " + INSTEAD + why).orElse("");
          };
    }

    /** Whether pods stay. */
    boolean isInPlace() {
      return manner instanceof Manner.InPlace;
    }
  }

  /** How far the replacement of pods is, with what is awaited. */
  public record Progress(boolean complete, String words) {}
}
