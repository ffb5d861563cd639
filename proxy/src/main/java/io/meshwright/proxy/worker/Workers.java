package io.meshwright.proxy.worker;

import io.meshwright.proxy.telemetry.MetricsShard;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All workers. Client and upstream channels of a request live on the same one. */
public final class Workers {
  /**
   * Not 0: a loop that is told in the middle of a turn would then end with that turn, without
   * closing its channels (Netty 4.2 closes them at the beginning of a turn).
   */
  private static final long QUIET_MILLIS = 50;

  private static final long TIMEOUT_MILLIS = 2000;

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<Worker> workers;

  private Workers(Transport transport, EventLoopGroup group, List<Worker> workers) {
    this.transport = transport;
    this.group = group;
    this.workers = List.copyOf(workers);
  }

  /**
   * Starts the loops.
   *
   * @param count 1 or more
   * @param random makes one generator for each worker
   */
  public static Workers start(
      int count,
      Transport transport,
      Supplier<? extends RandomGenerator> random,
      InstantSource clock) {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("worker"), transport.ioHandlers());
    List<Worker> workers = new ArrayList<>();
    for (EventExecutor executor : group) {
      workers.add(
          new Worker((EventLoop) executor, random.get(), clock, transport, workers.isEmpty()));
    }
    return new Workers(transport, group, workers);
  }

  public Transport transport() {
    return transport;
  }

  /** For bootstraps. */
  public EventLoopGroup group() {
    return group;
  }

  /** Every worker. */
  public List<Worker> all() {
    return workers;
  }

  /** The worker that owns a loop. */
  public Worker of(EventLoop loop) {
    for (Worker worker : workers) {
      if (worker.loop().equals(loop)) {
        return worker;
      }
    }
    throw new IllegalArgumentException("not a loop of the workers: " + loop);
  }

  /** The counters of all workers, to be added up. */
  public List<MetricsShard> metrics() {
    return workers.stream().map(Worker::metrics).toList();
  }

  /** Gives every worker the configuration; completes when all have it. */
  public CompletableFuture<Void> apply(ServingConfig config) {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (Worker worker : workers) {
      done.add(CompletableFuture.runAsync(() -> worker.apply(config), worker.loop()));
    }
    return CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0]));
  }

  /** Ends the loops; open channels are closed with them. */
  public Future<?> close() {
    return group.shutdownGracefully(QUIET_MILLIS, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }
}
