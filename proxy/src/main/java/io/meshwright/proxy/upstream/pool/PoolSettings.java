package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.telemetry.ClusterCounters;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What the pools of a cluster on one loop have in common.
 *
 * @param http idle time and age of connections, and how many requests each serves
 * @param connectTimeout until a connection can be used
 */
public record PoolSettings(
    EventLoop loop,
    Class<? extends Channel> channelType,
    CircuitBreaker breaker,
    ClusterCounters counters,
    HttpProtocol.Common http,
    Duration connectTimeout,
    RandomGenerator random) {

  /** Does something when a connection made now has reached its age; never without a limit. */
  void atOldAge(Runnable action) {
    Duration limit = http.maxConnectionDuration();
    if (limit != null && limit.isPositive()) {
      loop.schedule(action, limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
