package io.meshwright.proxy.overload;

import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.OverloadPolicy.Action;
import io.meshwright.proxy.snapshot.OverloadPolicy.Resource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;

/**
 * Measures pressure on a thread of its own, which nothing of the data path can hold up, and says
 * what is done about it. Actions begin and end with the next look: there is no state beside the
 * pressure.
 */
public final class OverloadWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(OverloadWatch.class.getName());

  /** At this delay of the least busy loop the pressure is 1. */
  private static final double FULL_DELAY_NANOS = 500e6;

  /** The end of overload shows within 5 seconds (RS-F13); a collection takes a tenth of one. */
  private static final long BETWEEN_COLLECTIONS_NANOS = 4_000_000_000L;

  private final OverloadPolicy policy;
  private final long mostConnections;
  private final Overload overload;
  private final List<LoopPulse> pulses;
  private final ProcessMemory memory = new ProcessMemory();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("overload").daemon().factory());
  private IntSupplier connections = () -> 0;
  private Runnable changed = () -> {};
  private long lastCollection;
  private volatile Pressure pressure = Pressure.NONE;

  /** Looks at nothing before {@link #start}. */
  public OverloadWatch(OverloadPolicy policy, List<? extends Executor> loops) {
    this.policy = policy;
    this.mostConnections =
        policy.connections() > 0 ? policy.connections() : ProcessMemory.openFileLimit() / 2;
    this.overload = new Overload(mostConnections);
    this.pulses = loops.stream().map(loop -> new LoopPulse(loop, System::nanoTime)).toList();
  }

  /** What is done now. */
  public Overload overload() {
    return overload;
  }

  /**
   * Begins to look.
   *
   * @param openConnections how many clients are connected
   * @param whenChanged called on the thread of this object when other actions are taken
   */
  public void start(IntSupplier openConnections, Runnable whenChanged) {
    connections = openConnections;
    changed = whenChanged;
    lastCollection = System.nanoTime() - BETWEEN_COLLECTIONS_NANOS;
    long nanos = policy.refresh().toNanos();
    var _ = timer.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    try {
      pulses.forEach(LoopPulse::look);
      pressure = measure();
      become(Levels.of(policy, pressure));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "pressure was not measured", e);
    }
  }

  private Pressure measure() {
    Map<Resource, Double> shares = new EnumMap<>(Resource.class);
    double heap = policy.heapBytes() > 0 ? policy.heapBytes() : memory.heapLimit();
    shares.put(Resource.HEAP, memory.heapAfterCollection() / heap);
    shares.put(Resource.DIRECT_MEMORY, memory.directShare());
    shares.put(Resource.CONNECTIONS, (double) connections.getAsInt() / mostConnections);
    long delay = pulses.stream().mapToLong(LoopPulse::delayNanos).min().orElse(0);
    shares.put(Resource.LOOP_DELAY, delay / FULL_DELAY_NANOS);
    return new Pressure(shares);
  }

  private void become(Levels next) {
    Levels before = overload.levels();
    if (!before.equals(next)) {
      overload.become(next);
      if (before.calm() || next.calm()) {
        LOG.log(
            Level.WARNING,
            next.calm() ? "overload is over" : "overload: {0} under {1}",
            next.shares(),
            pressure.shares());
      }
      changed.run();
    }
    if (next.of(Action.SHRINK_HEAP) >= 1) {
      collect();
    }
  }

  /** What is free shows only after a collection, and without load there would be none. */
  private void collect() {
    long now = System.nanoTime();
    if (now - lastCollection >= BETWEEN_COLLECTIONS_NANOS) {
      lastCollection = now;
      System.gc();
    }
  }

  /** Writes the gauges and counters under Envoy's names, in Prometheus' text format. */
  public void write(Appendable out) throws IOException {
    for (Resource resource : Resource.values()) {
      long percent = Math.round(pressure.of(resource) * 100);
      line(out, "overload_" + resource.label() + "_pressure", "gauge", percent);
    }
    Levels levels = overload.levels();
    for (Action action : Action.values()) {
      double level = levels.of(action);
      line(out, "overload_" + action.label() + "_active", "gauge", level >= 1 ? 1 : 0);
      long percent = Math.round(level * 100);
      line(out, "overload_" + action.label() + "_scale_percent", "gauge", percent);
    }
    line(out, "server_watchdog_miss", "counter", sum(LoopPulse::misses));
    line(out, "server_watchdog_mega_miss", "counter", sum(LoopPulse::megaMisses));
  }

  private long sum(ToLongFunction<LoopPulse> value) {
    return pulses.stream().mapToLong(value).sum();
  }

  private static void line(Appendable out, String name, String type, long value)
      throws IOException {
    String series = "envoy_" + name.replace('.', '_');
    out.append("# TYPE ").append(series).append(' ').append(type).append('\n');
    out.append(series).append(' ').append(Long.toString(value)).append('\n');
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
