package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import io.meshwright.proxy.snapshot.LoadBalancing.SlowStart;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How much of their weight hosts have while they are new (Envoy's "slow start mode"). */
final class WarmUp {
  private static final double PERCENT = 100;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SlowStart config;
  private final LongSupplier nanoClock;
  private final long ends;

  private WarmUp(SlowStart config, LongSupplier nanoClock, long ends) {
    this.config = config;
    this.nanoClock = nanoClock;
    this.ends = ends;
  }

  /** For hosts of a policy; absent if they have their whole weight from the beginning. */
  static @Nullable WarmUp of(
      Policy policy, List<? extends Candidate> hosts, LongSupplier nanoClock) {
    @Nullable SlowStart config =
        switch (policy) {
          case Policy.RoundRobin(SlowStart slowStart) -> slowStart;
          case Policy.LeastRequest(_, SlowStart slowStart) -> slowStart;
          case Policy.Random(), Policy.RingHash _, Policy.Maglev _, Policy.ByCluster() -> null;
        };
    if (config == null || !config.window().isPositive()) {
      return null;
    }
    long now = nanoClock.getAsLong();
    long left = 0;
    for (Candidate host : hosts) {
      left = Math.max(left, config.window().toNanos() - (now - host.sinceNanos()));
    }
    return left == 0 ? null : new WarmUp(config, nanoClock, now + left);
  }

  /** Whether all hosts are warm. */
  boolean over() {
    return nanoClock.getAsLong() - ends >= 0;
  }

  /** The weight that a host has now. */
  double weight(Candidate host) {
    long age = Math.max(NANOS_PER_MILLI, nanoClock.getAsLong() - host.sinceNanos());
    double time = (double) age / config.window().toNanos();
    if (time >= 1) {
      return host.weight();
    }
    double grown = config.aggression() == 1 ? time : Math.pow(time, 1 / config.aggression());
    return host.weight() * Math.max(grown, config.minimumPercent() / PERCENT);
  }
}
