package io.meshwright.proxy.upstream;

import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.upstream.connect.Carried;
import io.meshwright.proxy.upstream.health.HealthProbe;
import io.meshwright.proxy.upstream.lb.Candidate;
import io.meshwright.proxy.upstream.pool.HostCounters;
import io.meshwright.proxy.upstream.pool.HttpPool;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A host as one worker uses it: its pools and counts. For the worker's loop only. */
public final class LoopHost implements Candidate {
  private final HostCounters counters;
  private final Map<PoolKey, HttpPool> pools = new HashMap<>();
  private UpstreamHost host;
  private int priority;
  private @Nullable HealthProbe probe;

  /**
   * Connections over different transports, or for different protocols, are not mixed; nor those of
   * which the host is told for whom they are.
   */
  record PoolKey(
      TransportSocket.Upstream transport,
      UpstreamVersion version,
      List<String> alpn,
      @Nullable Carried carried) {}

  LoopHost(UpstreamHost host) {
    this.host = host;
    this.counters = new HostCounters();
  }

  public UpstreamHost host() {
    return host;
  }

  void host(UpstreamHost next) {
    host = next;
  }

  /** The priority of its locality. */
  public int priority() {
    return priority;
  }

  void priority(int next) {
    priority = next;
  }

  public HostCounters counters() {
    return counters;
  }

  Map<PoolKey, HttpPool> pools() {
    return pools;
  }

  /** Has the host checked, unless it is already. */
  void check(Supplier<HealthProbe> made) {
    if (probe == null) {
      HealthProbe started = made.get();
      probe = started;
      started.start();
    }
  }

  /** Nobody asks the host any more. */
  void stopChecking() {
    if (probe != null) {
      probe.stop();
      probe = null;
    }
  }

  /** Lets the pools run dry; new requests get new ones. */
  void drainPools() {
    pools.values().forEach(HttpPool::drain);
    pools.clear();
  }

  /** Whether nothing is open. */
  boolean unused() {
    for (Iterator<HttpPool> each = pools.values().iterator(); each.hasNext(); ) {
      if (each.next().empty()) {
        each.remove();
      }
    }
    return pools.isEmpty() && active() == 0;
  }

  @Override
  public long weight() {
    return host.endpoint().weight();
  }

  @Override
  public long active() {
    return counters.requestsActive.get();
  }

  @Override
  public long sinceNanos() {
    return host.sinceNanos();
  }

  @Override
  public String hashKey() {
    return host.text();
  }

  @Override
  public boolean healthy() {
    return host.healthy();
  }
}
