package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.listener.Listeners;
import io.meshwright.proxy.overload.OverloadWatch;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.telemetry.AccessLogWriter;
import io.meshwright.proxy.telemetry.PrometheusText;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.tls.BelievedPeers;
import io.meshwright.proxy.tls.TlsContexts;
import io.meshwright.proxy.worker.ServingConfig;
import io.meshwright.proxy.worker.Transport;
import io.meshwright.proxy.worker.Worker;
import io.meshwright.proxy.worker.Workers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The data path on Netty. A snapshot is compiled on a thread of its own, given to all workers, and
 * only then do listeners use it: routes and clusters are warm when the first connection needs them.
 */
public final class NettyDataPlane implements DataPlane {
  private static final System.Logger LOG = System.getLogger(NettyDataPlane.class.getName());
  private static final long CLOSE_SECONDS = 5;
  private static final long STATE_TIMEOUT_MILLIS = 500;

  private final Workers workers;
  private final Listeners listeners;
  private final OverloadWatch overload;
  private final AccessLogWriter accessLog;
  private final PrometheusText metrics;
  private final ScheduledThreadPoolExecutor control;
  private final OutlierSweeps sweeps;
  private final BelievedPeers peers;
  private volatile ServingConfig config;
  private volatile boolean draining;
  private @Nullable CompletableFuture<Void> drained;

  /**
   * What the data path is made with.
   *
   * @param workers number of event loops, 1 or more
   * @param random makes one generator per worker
   * @param requestIds makes values of {@code x-request-id}
   * @param overload what is done when memory or time run short
   * @param ending how connections end whose peers' roots are trusted no more
   */
  public record Settings(
      int workers,
      Transport transport,
      SelfDescription self,
      Supplier<? extends RandomGenerator> random,
      InstantSource clock,
      Supplier<String> requestIds,
      OverloadPolicy overload,
      EndingPace ending) {}

  /** Starts the event loops; nothing is bound before a snapshot says so. */
  public NettyDataPlane(Settings settings, AccessLogWriter accessLog) {
    this.accessLog = accessLog;
    this.workers =
        Workers.start(
            settings.workers(), settings.transport(), settings.random(), settings.clock());
    this.overload =
        new OverloadWatch(settings.overload(), workers.all().stream().map(Worker::loop).toList());
    this.listeners =
        new Listeners(
            workers,
            new Chains(
                workers,
                settings.self(),
                accessLog,
                () -> draining,
                settings.requestIds(),
                overload.overload()),
            overload.overload());
    this.metrics = new PrometheusText(workers.metrics());
    this.control =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("data-plane").daemon().factory());
    control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.sweeps = new OutlierSweeps(control);
    DisbelievedConnections disbelieved = new DisbelievedConnections(workers, settings.ending());
    this.peers = new BelievedPeers(settings.clock(), disbelieved::end);
    this.config = ServingConfig.empty(TlsContexts.empty(peers));
    overload.start(listeners.connections()::size, listeners::overloadChanged);
  }

  @Override
  public void published(RuntimeSnapshot previous, RuntimeSnapshot current) {
    control.execute(() -> serve(current));
  }

  private void serve(RuntimeSnapshot snapshot) {
    try {
      ServingConfig next = config.next(snapshot);
      boolean newSecrets = next.tls() != config.tls();
      peers.judgeBy(snapshot.secrets());
      workers.apply(next).get();
      if (newSecrets) {
        // no loop begins a handshake with it any more; if one could not be told, it stays
        config.tls().close();
      }
      config = next;
      sweeps.follow(next.clusters());
      listeners.apply(snapshot.listeners());
      if (newSecrets) {
        Thread.ofPlatform().daemon().name("believed-peers").start(peers::judge);
      }
    } catch (ExecutionException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "snapshot " + snapshot.generation() + " is not served, the one before stays",
          e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The generation of the snapshot that all workers serve. */
  public long servedGeneration() {
    return config.snapshot().generation();
  }

  @Override
  public List<String> boundListeners() {
    return listeners.bound();
  }

  /** Where a listener really listens, if it was asked to take any port; absent if it does not. */
  public @Nullable InetSocketAddress boundAddress(String listener) {
    return listeners.boundAddress(listener);
  }

  /** Asks each worker and waits a moment for its answer; not to be called on an event loop. */
  @Override
  public List<EndpointState> endpointStates() {
    List<EndpointState> all = new ArrayList<>();
    for (Worker worker : workers.all()) {
      try {
        all.addAll(
            CompletableFuture.supplyAsync(() -> states(worker), worker.loop())
                .get(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
      } catch (ExecutionException | TimeoutException e) {
        LOG.log(System.Logger.Level.WARNING, "a worker did not tell its endpoints", e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return EndpointSums.of(all);
  }

  private static List<EndpointState> states(Worker worker) {
    List<EndpointState> states = new ArrayList<>();
    worker
        .clusters()
        .forEachHost(
            (cluster, host) -> {
              states.add(
                  new EndpointState(
                      cluster,
                      host.host().endpoint().address(),
                      host.counters().connectionsActive.get(),
                      host.counters().connectionsTotal.get(),
                      host.counters().connectFailures.get(),
                      host.counters().requestsActive.get(),
                      host.counters().requestsTotal.get(),
                      host.counters().requestErrors.get(),
                      host.host().outlier().ejected(),
                      host.host().health().failed()));
            });
    return states;
  }

  @Override
  public void writeMetrics(Appendable out) throws IOException {
    metrics.write(out);
    CircuitGauges.write(config.clusters(), out);
    OutlierMetrics.write(config.clusters(), out);
    MemoryGauges.write(out);
    overload.write(out);
  }

  @Override
  public void beginDrain() {
    draining = true;
    listeners.announceDrain();
  }

  @Override
  public synchronized CompletionStage<Void> drain(Duration grace) {
    beginDrain();
    if (drained == null) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      drained = done;
      DrainWait wait =
          new DrainWait(
              control,
              System::nanoTime,
              grace,
              () -> !listeners.connections().isEmpty(),
              listeners::stopAccepting,
              done);
      control.execute(wait::look);
    }
    return drained;
  }

  @Override
  public void close() {
    draining = true;
    overload.close();
    control.shutdown();
    try {
      if (!control.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        control.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    var _ = listeners.stopAccepting();
    listeners.connections().close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    leaveUpstreams();
    workers.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    config.tls().close();
    accessLog.close();
  }

  /** Ends pooled connections in order, with TLS' close_notify, while their loops still run. */
  private void leaveUpstreams() {
    try {
      workers.apply(ServingConfig.EMPTY).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "upstream connections were cut off", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
