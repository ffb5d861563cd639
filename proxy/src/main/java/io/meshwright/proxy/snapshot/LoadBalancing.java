package io.meshwright.proxy.snapshot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is chosen.
 *
 * @param panicThresholdPercent below this share of healthy endpoints health is ignored; 0 is never
 * @param localityWeighted whether localities are chosen by their weights
 * @param subsets absent: each request may go to each host
 */
public record LoadBalancing(
    Policy policy,
    double panicThresholdPercent,
    boolean localityWeighted,
    @Nullable Subsets subsets) {

  /** Envoy's {@code healthy_panic_threshold} when unset. */
  public static final double DEFAULT_PANIC_THRESHOLD = 50;

  /** Without subsets. */
  public LoadBalancing(Policy policy, double panicThresholdPercent, boolean localityWeighted) {
    this(policy, panicThresholdPercent, localityWeighted, null);
  }

  /** The choice among endpoints of a locality. */
  public sealed interface Policy {
    /** In turn. */
    record RoundRobin(@Nullable SlowStart slowStart) implements Policy {}

    /** The one with the fewest active requests of {@code choices} (2 or more) random ones. */
    record LeastRequest(int choices, @Nullable SlowStart slowStart) implements Policy {}

    /** By chance. */
    record Random() implements Policy {}

    /** By the request's hash on a ring of that many points, or more if weights ask for it. */
    record RingHash(long minimumSize, long maximumSize) implements Policy {
      /** Envoy's sizes when unset. */
      public static final RingHash DEFAULT = new RingHash(1024, 8L << 20);
    }

    /** By the request's hash in a table, whose size is a prime number. */
    record Maglev(int tableSize) implements Policy {
      /** Envoy's size when unset. */
      public static final Maglev DEFAULT = new Maglev(65_537);
    }

    /** By the discovery itself: original destination. */
    record ByCluster() implements Policy {}
  }

  /** A new endpoint's share grows over {@code window}, from {@code minimumPercent}. */
  public record SlowStart(Duration window, double aggression, double minimumPercent) {}
}
