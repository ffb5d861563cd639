package io.meshwright.operator.sessions;

import java.util.List;
import java.util.Optional;

/** What is known of the sessions of one replica. */
public sealed interface ReplicaReport {

  /**
   * It has counted them.
   *
   * @param canMove whether it can ask proxies to connect anew; older ones cannot
   * @param trust empty if it does not follow the stored authority; older ones do not
   * @param health empty if it does not look after its proxies; older ones do not
   */
  record Counted(
      List<Group> groups,
      boolean canMove,
      Optional<ReplicaTrust> trust,
      Optional<ReplicaHealth> health)
      implements ReplicaReport {
    public Counted {
      groups = List.copyOf(groups);
    }

    /** Of a replica that only counts. */
    public Counted(List<Group> groups, boolean canMove) {
      this(groups, canMove, Optional.empty(), Optional.empty());
    }

    long total() {
      return groups.stream().mapToLong(Group::sessions).sum();
    }
  }

  /** It does not answer, or not yet. */
  record Silent(String reason) implements ReplicaReport {}

  /**
   * Sessions that differ in nothing that is counted.
   *
   * @param namespace empty if the replica cannot say
   * @param version of the proxies; empty if they do not say
   */
  record Group(String namespace, String version, long sessions) {}
}
