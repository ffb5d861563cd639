package io.meshwright.runtime.compile.cluster;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.meshwright.runtime.model.Service.Addressing;
import io.meshwright.runtime.model.name.IpAddress;
import java.time.Duration;
import java.util.Set;

/** Clusters whose proxy resolves names itself (istio-features SE5). */
final class NameResolution {

  /** Spreads the queries of many proxies: Istio's value. */
  private static final Duration JITTER = Duration.ofMillis(100);

  private NameResolution() {}

  // the fields' successor is a cluster extension that proxies of before Envoy 1.34 do not know
  @SuppressWarnings("deprecation")
  static void apply(
      Cluster.Builder cluster,
      ClusterQuery query,
      Set<IpAddress.Family> families,
      ClusterLoadAssignment endpoints) {
    cluster
        .setType(
            query.service().addressing() == Addressing.RESOLVED_FIRST
                ? Cluster.DiscoveryType.LOGICAL_DNS
                : Cluster.DiscoveryType.STRICT_DNS)
        .setDnsLookupFamily(family(families))
        .setDnsRefreshRate(duration(query.settings().meshConfig().traffic().nameRefresh()))
        .setDnsJitter(duration(JITTER))
        .setRespectDnsTtl(true)
        .setLoadAssignment(endpoints);
  }

  private static Cluster.DnsLookupFamily family(Set<IpAddress.Family> families) {
    if (!families.contains(IpAddress.Family.IPV6)) {
      return Cluster.DnsLookupFamily.V4_ONLY;
    }
    return families.contains(IpAddress.Family.IPV4)
        ? Cluster.DnsLookupFamily.ALL
        : Cluster.DnsLookupFamily.V6_ONLY;
  }
}
