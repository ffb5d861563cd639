package io.meshwright.proxy.worker;

import io.meshwright.proxy.telemetry.MetricsShard;
import io.meshwright.proxy.upstream.LoopClusters;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * One event loop and everything it owns. All methods but {@link #loop()}, {@link #clock()} and
 * {@link #metrics()} are for that loop only.
 */
public final class Worker {
  private final EventLoop loop;
  private final LoopTimers timers;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final MetricsShard metrics;
  private final LoopClusters clusters;
  private ServingConfig config = ServingConfig.EMPTY;

  /** A worker; {@code checker} is the one of all that has hosts checked. */
  Worker(
      EventLoop loop,
      RandomGenerator random,
      InstantSource clock,
      Transport transport,
      boolean checker) {
    this.loop = loop;
    this.timers = new LoopTimers(loop);
    this.random = random;
    this.clock = clock;
    this.metrics = new MetricsShard();
    this.clusters = new LoopClusters(loop, random, metrics, transport.clientChannel(), checker);
  }

  /** The loop; from any thread. */
  public EventLoop loop() {
    return loop;
  }

  /** The timers of requests. */
  public LoopTimers timers() {
    assert loop.inEventLoop();
    return timers;
  }

  public RandomGenerator random() {
    assert loop.inEventLoop();
    return random;
  }

  /** The time of day, from any thread; durations are measured otherwise. */
  public InstantSource clock() {
    return clock;
  }

  /** The counters: to be written on the loop, read anywhere. */
  public MetricsShard metrics() {
    return metrics;
  }

  /** The clusters of {@link #config()}, with this worker's connections. */
  public LoopClusters clusters() {
    assert loop.inEventLoop();
    return clusters;
  }

  /** What is served now; a request reads it once. */
  public ServingConfig config() {
    assert loop.inEventLoop();
    return config;
  }

  /** Moves on to another configuration: routes and clusters change in the same turn of the loop. */
  void apply(ServingConfig next) {
    assert loop.inEventLoop();
    clusters.apply(next.clusters(), next.tls());
    config = next;
  }
}
