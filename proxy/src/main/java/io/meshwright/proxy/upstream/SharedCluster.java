package io.meshwright.proxy.upstream;

import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.Locality;
import io.meshwright.proxy.snapshot.OutlierDetection;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.upstream.health.HealthState;
import io.meshwright.proxy.upstream.outlier.OutlierCounters;
import io.meshwright.proxy.upstream.outlier.OutlierDetector;
import io.meshwright.proxy.upstream.outlier.OutlierState;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of one snapshot with what all workers share of it: limits and outlier detection.
 * Immutable but for those.
 */
public final class SharedCluster {
  private final ReadyCluster source;
  private final List<HostGroup> groups;
  private final CircuitBreaker breaker;
  private final @Nullable OutlierDetector outliers;

  /** Shared by all that the cluster was and will be, as its checks are. */
  private final AtomicInteger healthVersion;

  private final OutlierCounters outlierCounters;

  /** Hosts of one locality. */
  record HostGroup(int priority, long weight, List<UpstreamHost> hosts) {}

  private SharedCluster(
      ReadyCluster source,
      List<HostGroup> groups,
      CircuitBreaker breaker,
      AtomicInteger healthVersion,
      OutlierCounters outlierCounters) {
    this.source = source;
    this.groups = List.copyOf(groups);
    this.breaker = breaker;
    this.healthVersion = healthVersion;
    this.outlierCounters = outlierCounters;
    @Nullable OutlierDetection config = source.cluster().outlier();
    this.outliers =
        config == null
            ? null
            : new OutlierDetector(config, this::states, outlierCounters, System::nanoTime);
  }

  /** Makes a cluster, with the state of {@code previous} where it still applies. */
  static SharedCluster of(ReadyCluster source, @Nullable SharedCluster previous) {
    Map<SocketAddress, UpstreamHost> known = new HashMap<>();
    if (previous != null) {
      previous.hosts().forEach(host -> known.put(host.address(), host));
    }
    long now = System.nanoTime();
    boolean checked = source.cluster().healthCheck() != null;
    boolean sameChecks =
        previous != null
            && Objects.equals(source.cluster().healthCheck(), previous.cluster().healthCheck());
    List<HostGroup> groups = new ArrayList<>();
    for (Locality locality : source.endpoints().localities()) {
      List<UpstreamHost> hosts = new ArrayList<>();
      for (Endpoint endpoint : locality.endpoints()) {
        // names are resolved by the DNS clusters, which hand over addresses
        @Nullable SocketAddress address = SocketAddresses.of(endpoint.address());
        if (address != null) {
          UpstreamHost old = known.get(address);
          hosts.add(
              new UpstreamHost(
                  endpoint,
                  address,
                  old == null ? new OutlierState() : old.outlier(),
                  old != null && sameChecks
                      ? old.health()
                      : checked ? HealthState.pending() : HealthState.unchecked(),
                  old == null ? now : old.sinceNanos()));
        }
      }
      groups.add(new HostGroup(locality.priority(), locality.weight(), hosts));
    }
    CircuitBreaker breaker =
        previous != null && previous.cluster().limits().equals(source.cluster().limits())
            ? previous.breaker
            : new CircuitBreaker(source.cluster().limits());
    return new SharedCluster(
        source,
        groups,
        breaker,
        previous == null ? new AtomicInteger() : previous.healthVersion,
        previous == null ? new OutlierCounters() : previous.outlierCounters);
  }

  ReadyCluster source() {
    return source;
  }

  public Cluster cluster() {
    return source.cluster();
  }

  List<HostGroup> groups() {
    return groups;
  }

  List<UpstreamHost> hosts() {
    return groups.stream().flatMap(group -> group.hosts().stream()).toList();
  }

  private List<OutlierState> states() {
    return hosts().stream().map(UpstreamHost::outlier).toList();
  }

  public CircuitBreaker breaker() {
    return breaker;
  }

  /** What outlier detection did. */
  public OutlierCounters outlierCounters() {
    return outlierCounters;
  }

  /** How many hosts are ejected now. */
  public long ejected() {
    return states().stream().filter(OutlierState::ejected).count();
  }

  /** Takes ejected hosts back whose time is over. */
  public void sweepOutliers() {
    if (outliers != null) {
      outliers.sweep();
    }
  }

  /** A check found a host to be what it was not before. */
  void healthChanged() {
    healthVersion.incrementAndGet();
  }

  /** Changes whenever it was found out that a host may be used again, or not any more. */
  int hostsVersion() {
    return healthVersion.get() + (outliers == null ? 0 : outliers.version());
  }

  /** Absent if no host is ever ejected. */
  @Nullable OutlierDetector outliers() {
    return outliers;
  }
}
