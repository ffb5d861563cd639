package io.meshwright.runtime.xds;

import com.google.common.collect.Sets;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All clients that are connected, what they acknowledged and what they rejected. Thread-safe. */
public final class ConnectedProxies {

  private static final Logger LOG = Logger.getLogger(ConnectedProxies.class);

  private final Set<ConnectedProxy> proxies = ConcurrentHashMap.newKeySet();
  private final InstantSource clock;
  private final StreamMetrics metrics;
  private final PushesAgain again;
  private volatile Runnable listener = () -> {};

  public ConnectedProxies(MeterRegistry meters, InstantSource clock) {
    this.clock = clock;
    this.metrics = new StreamMetrics(meters);
    this.again = new PushesAgain(metrics::pushedAgain);
    meters.gauge("pilot_xds", proxies, Set::size);
    for (Trouble.Kind kind : Trouble.Kind.values()) {
      metrics.troubles(kind, () -> troubles().stream().filter(it -> it.kind() == kind).count());
    }
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
    chosen.forEach(proxy -> proxy.control().move());
    return chosen.size();
  }

  /**
   * Pushes again to clients that do not follow their configuration, as far as it is due; to be
   * called every few seconds. Does not block.
   */
  public void pushAgain() {
    again.look(List.copyOf(proxies), clock.instant());
  }

  /** Clients that do not follow their configuration, as {@link #pushAgain} saw them. */
  public List<Trouble> troubles() {
    return again.among(List.copyOf(proxies));
  }

  /** All clients are to be sent the roots of the mesh, which are others than before. */
  public void rootsChanged() {
    proxies.forEach(proxy -> proxy.control().rootsChanged());
  }

  void told(@Nullable ConnectedProxy proxy, WorkloadTrust trust) {
    if (proxy != null) {
      proxy.told(trust);
    }
  }

  ConnectedProxy connected(
      ProxyIdentity proxy, ProxyBuild build, boolean incremental, ConnectedProxy.Control control) {
    ConnectedProxy connected =
        new ConnectedProxy(proxy, build, incremental, clock.instant(), control);
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

  /** A response made of the model {@code version} goes out; it was begun at {@code begin}. */
  void sent(
      @Nullable ConnectedProxy proxy,
      XdsType type,
      Subscription.Update update,
      long version,
      String nonce,
      Instant begin) {
    long bytes =
        update.changed().values().stream()
            .mapToLong(resource -> resource.body().getSerializedSize())
            .sum();
    metrics.sent(type, bytes, Duration.between(begin, clock.instant()));
    if (proxy != null) {
      proxy.sent(
          type,
          new Rejection.Sent(version, Sets.union(update.changed().keySet(), update.removed())),
          nonce,
          clock.instant());
    }
  }

  void acknowledged(@Nullable ConnectedProxy proxy, XdsType type) {
    if (proxy != null) {
      proxy.acknowledged(type, clock.instant());
    }
  }

  /** A stream ended because of the control plane itself. */
  void failed() {
    metrics.failed();
  }

  void rejected(@Nullable ConnectedProxy proxy, XdsType type, String error) {
    metrics.rejected(type);
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
    metrics.stale(type);
  }

  void converged(Instant changedAt) {
    metrics.converged(Duration.between(changedAt, clock.instant()));
  }

  /** A stream takes what waited for it since then. */
  void taken(Instant since) {
    metrics.waited(Duration.between(since, clock.instant()));
  }

  Instant now() {
    return clock.instant();
  }
}
