package io.meshwright.proxy.upstream;

import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.upstream.connect.Carried;
import io.meshwright.proxy.upstream.connect.KeptSource;
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
  /** Clients with pools of their own, beyond which those of all are let go. */
  private static final int MANY_CLIENTS = 64;

  /** The same for addresses of clients, which come again. */
  private static final int MANY_SOURCES = 1024;

  private final HostCounters counters;
  private final Map<PoolKey, HttpPool> pools = new HashMap<>();
  private @Nullable PoolKey lastKey;
  private @Nullable HttpPool lastPool;
  private UpstreamHost host;
  private int priority;
  private @Nullable HealthProbe probe;

  /**
   * Connections over different transports, or for different protocols, are not mixed; nor those of
   * which the host is told for whom they are, or which come from a client's address.
   */
  record PoolKey(
      TransportSocket.Upstream transport,
      UpstreamVersion version,
      List<String> alpn,
      @Nullable Carried carried,
      @Nullable KeptSource source) {

    /** How many such pools a host has at most; those of all clients are one. */
    private int most() {
      if (carried != null) {
        return MANY_CLIENTS;
      }
      return source != null ? MANY_SOURCES : Integer.MAX_VALUE;
    }
  }

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

  @Override
  public MatchLabels subsetLabels() {
    return host.endpoint().subsetLabels();
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

  /** The pool for a key. Nearly always the one used last: a key's hash costs more than that. */
  HttpPool pool(PoolKey key, Supplier<HttpPool> made) {
    HttpPool pool = lastPool;
    if (pool == null || !key.equals(lastKey)) {
      if (pools.size() >= key.most() && !pools.containsKey(key)) {
        drainPools();
      }
      pool = pools.computeIfAbsent(key, _ -> made.get());
      lastKey = key;
      lastPool = pool;
    }
    return pool;
  }

  private void forgetLast() {
    lastKey = null;
    lastPool = null;
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
    forgetLast();
  }

  /** Whether nothing is open. */
  boolean unused() {
    for (Iterator<HttpPool> each = pools.values().iterator(); each.hasNext(); ) {
      if (each.next().empty()) {
        each.remove();
        forgetLast();
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
