package io.meshwright.runtime.model.traffic;

import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** How a host is chosen (istio-features DR7, DR8, DR14). */
public sealed interface LoadBalancing {

  /** The mesh's choice where nothing is said. */
  LoadBalancing DEFAULT = new Simple(Algorithm.LEAST_REQUEST, null, null);

  /** What the place of hosts matters; null: what it matters in the mesh. */
  @Nullable LocalityBalancing locality();

  /** What the place of hosts matters, where {@code mesh} holds if nothing is said. */
  static LocalityBalancing localityOf(@Nullable LoadBalancing written, LocalityBalancing mesh) {
    LocalityBalancing own = written == null ? null : written.locality();
    return own == null ? mesh : own;
  }

  /** Whether requests can be shared out to zones; where a key decides about the host, it does. */
  static boolean sharedByZones(@Nullable LoadBalancing written) {
    return !(written instanceof ConsistentHash);
  }

  /** Without regard to the request. */
  record Simple(Algorithm algorithm, @Nullable Warmup warmup, @Nullable LocalityBalancing locality)
      implements LoadBalancing {}

  /** Equal keys go to the same host. */
  record ConsistentHash(HashKey key, HashTable table, @Nullable LocalityBalancing locality)
      implements LoadBalancing {}

  /** Ways to choose. */
  enum Algorithm {
    LEAST_REQUEST,
    RANDOM,
    ROUND_ROBIN,
    /** The address that the client dialled. */
    PASSTHROUGH
  }

  /**
   * Slow start of new hosts.
   *
   * @param minimumPercent weight at the start, 0 to 100
   */
  record Warmup(Duration duration, double minimumPercent, double aggression) {}

  /** What is hashed. */
  sealed interface HashKey {
    record Header(String name) implements HashKey {}

    /**
     * A cookie.
     *
     * @param ttl null: the proxy sets no cookie; zero: a session cookie
     * @param attributes further ones, by name
     */
    record Cookie(
        String name, String path, @Nullable Duration ttl, SortedMap<String, String> attributes)
        implements HashKey {}

    record SourceIp() implements HashKey {}

    record QueryParameter(String name) implements HashKey {}
  }

  /** How hashes lead to hosts. */
  sealed interface HashTable {
    record Ring(long minimumSize) implements HashTable {}

    record Maglev(long tableSize) implements HashTable {}
  }
}
