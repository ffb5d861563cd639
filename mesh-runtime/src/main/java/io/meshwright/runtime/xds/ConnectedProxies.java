package io.meshwright.runtime.xds;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.XdsType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All clients that are connected, what they acknowledged and what they rejected, with the metrics
 * that Istio's dashboards know (istio-features T20). Thread-safe.
 */
public final class ConnectedProxies {

  private static final Logger LOG = Logger.getLogger(ConnectedProxies.class);
  private static final String TYPE = "type";

  private static final Duration[] BUCKETS =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1000, 3000, 5000, 10_000, 30_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Set<ConnectedProxy> proxies = ConcurrentHashMap.newKeySet();
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final Timer convergence;
  private volatile Runnable listener = () -> {};

  public ConnectedProxies(MeterRegistry meters, InstantSource clock) {
    this.meters = meters;
    this.clock = clock;
    meters.gauge("pilot_xds", proxies, Set::size);
    this.convergence =
        Timer.builder("pilot_proxy_convergence_time")
            .description("From a change of configuration to its last acknowledgement by a proxy.")
            .serviceLevelObjectives(BUCKETS)
            .register(meters);
  }

  /** Copies of all, in no order. */
  public List<ConnectedProxy.View> views() {
    return proxies.stream().map(ConnectedProxy::view).toList();
  }

  /** How far each client has followed, in no order. */
  public List<Acknowledgement> acknowledgements() {
    return proxies.stream().map(ConnectedProxy::acknowledgement).toList();
  }

  /**
   * Calls {@code listener} when clients come, go or answer, on threads of their streams; it must
   * only enqueue. There is one.
   */
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  /**
   * Asks clients to connect anew, those first that are connected longest.
   *
   * @return how many are asked: {@code wanted}, or all if there are fewer
   */
  public int move(int wanted) {
    List<ConnectedProxy> chosen =
        proxies.stream()
            .sorted(Comparator.comparing(ConnectedProxy::connected))
            .limit(wanted)
            .toList();
    chosen.forEach(ConnectedProxy::move);
    return chosen.size();
  }

  ConnectedProxy connected(
      ProxyIdentity proxy, ProxyBuild build, boolean incremental, Runnable move) {
    ConnectedProxy connected = new ConnectedProxy(proxy, build, incremental, clock.instant(), move);
    proxies.add(connected);
    LOG.infof("%s is connected", proxy.node());
    listener.run();
    return connected;
  }

  void gone(ConnectedProxy proxy) {
    proxies.remove(proxy);
    LOG.infof("%s is gone", proxy.view().node());
    listener.run();
  }

  /** A response made of the model {@code version} goes out. */
  void sent(
      @Nullable ConnectedProxy proxy,
      XdsType type,
      Subscription.Update update,
      long version,
      String nonce) {
    counter("pilot_xds_pushes", type).increment();
    long bytes =
        update.changed().values().stream()
            .mapToLong(resource -> resource.body().getSerializedSize())
            .sum();
    meters.summary("pilot_xds_config_size_bytes", TYPE, shortName(type)).record((double) bytes);
    if (proxy != null) {
      Set<String> resources = new TreeSet<>(update.changed().keySet());
      resources.addAll(update.removed());
      proxy.sent(type, new Rejection.Sent(version, resources), nonce, clock.instant());
    }
  }

  void acknowledged(@Nullable ConnectedProxy proxy, XdsType type) {
    if (proxy != null) {
      proxy.acknowledged(type, clock.instant());
    }
  }

  void rejected(@Nullable ConnectedProxy proxy, XdsType type, String error) {
    counter("pilot_total_xds_rejects", type).increment();
    if (proxy != null) {
      proxy.rejected(type, error);
      LOG.warnf("%s rejects %s: %s", proxy.view().node(), type, error);
      listener.run();
    }
  }

  /** The client has been sent, and has answered, all that it wants of a model. */
  void follows(@Nullable ConnectedProxy proxy, long version) {
    if (proxy != null && proxy.follows(version)) {
      listener.run();
    }
  }

  void stale(XdsType type) {
    counter("pilot_xds_expired_nonce", type).increment();
  }

  void converged(Instant changedAt) {
    convergence.record(Duration.between(changedAt, clock.instant()));
  }

  private Counter counter(String name, XdsType type) {
    return meters.counter(name, TYPE, shortName(type));
  }

  private static String shortName(XdsType type) {
    return switch (type) {
      case CLUSTER -> "cds";
      case ENDPOINT -> "eds";
      case LISTENER -> "lds";
      case ROUTE -> "rds";
      case SECRET -> "sds";
      case NAME_TABLE -> "nds";
    };
  }
}
