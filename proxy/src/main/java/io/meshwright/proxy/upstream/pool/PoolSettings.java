package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.telemetry.ClusterCounters;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * What the pools of a cluster on one loop have in common.
 *
 * @param idleTimeout of connections without a request; zero is no limit
 * @param maxRequestsPerConnection 0 is no limit
 */
public record PoolSettings(
    EventLoop loop,
    Class<? extends Channel> channelType,
    CircuitBreaker breaker,
    ClusterCounters counters,
    Duration idleTimeout,
    long maxRequestsPerConnection) {}
