package io.meshwright.operator.sessions;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What the replicas of control planes say of how proxies follow them. */
public interface ProxyHealth {

  /** What the replicas of a revision that serve last said, by pod; never blocks. */
  Map<String, Answer> healthOf(String revision);

  /**
   * Asks all replicas of these revisions for the names of their proxies.
   *
   * @return fails if one does not say all of them
   */
  CompletableFuture<Set<ProxyName>> connected(Set<String> revisions);

  /** What came of asking a replica. */
  sealed interface Answer {

    /**
     * It has said.
     *
     * @param sessions how many proxies are connected to it
     * @param health empty if its version does not look after its proxies
     */
    record Said(long sessions, Optional<ReplicaHealth> health) implements Answer {}

    /** It does not answer, or not yet. */
    record Silent(String reason) implements Answer {}
  }
}
