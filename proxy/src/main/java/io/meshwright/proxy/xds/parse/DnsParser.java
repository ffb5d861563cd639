package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Cluster.Discovery;
import io.meshwright.proxy.snapshot.Cluster.LookupFamily;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.List;

/** Clusters whose endpoints are names. */
final class DnsParser {
  /** Envoy's {@code dns_refresh_rate} when unset. */
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private static final int MORE_AT_MOST = 10;

  private DnsParser() {}

  /** How names are resolved; of a cluster of one of the DNS types. */
  @SuppressWarnings("deprecation") // what control planes send; the successor is an extension
  static Discovery.Dns discovery(Cluster proto, Where where) throws ConfigException {
    Duration refresh =
        Values.durationOr(
            proto.hasDnsRefreshRate(),
            proto.getDnsRefreshRate(),
            REFRESH,
            where.field("dns_refresh_rate"));
    if (!refresh.isPositive()) {
      throw where.field("dns_refresh_rate").error(refresh.toString(), "more than 0");
    }
    var rate = proto.getDnsFailureRefreshRate();
    Where there = where.field("dns_failure_refresh_rate");
    Duration base =
        Values.durationOr(
            rate.hasBaseInterval(), rate.getBaseInterval(), refresh, there.field("base_interval"));
    Duration most =
        Values.durationOr(
            rate.hasMaxInterval(),
            rate.getMaxInterval(),
            rate.hasBaseInterval() ? Values.times(base, MORE_AT_MOST) : base,
            there.field("max_interval"));
    if (!base.isPositive() || most.compareTo(base) < 0) {
      throw there.error(base + " to " + most, "a positive interval and one that is not shorter");
    }
    return new Discovery.Dns(
        proto.getType() == DiscoveryType.LOGICAL_DNS,
        family(proto, where.field("dns_lookup_family")),
        refresh,
        proto.getRespectDnsTtl(),
        base,
        most);
  }

  private static LookupFamily family(Cluster proto, Where where) throws ConfigException {
    return switch (proto.getDnsLookupFamily()) {
      case AUTO -> LookupFamily.AUTO;
      case V4_ONLY -> LookupFamily.V4_ONLY;
      case V6_ONLY -> LookupFamily.V6_ONLY;
      case V4_PREFERRED -> LookupFamily.V4_PREFERRED;
      case ALL -> LookupFamily.ALL;
      case UNRECOGNIZED ->
          throw where.error("" + proto.getDnsLookupFamilyValue(), "a known family");
    };
  }

  /** Names stand where they can be resolved, and only there. */
  static void checkEndpoints(Discovery discovery, EndpointAssignment endpoints, Where where)
      throws ConfigException {
    List<Endpoint> all =
        endpoints.localities().stream().flatMap(each -> each.endpoints().stream()).toList();
    switch (discovery) {
      case Discovery.Dns dns -> {
        if (dns.logical() && all.size() != 1) {
          throw where.error(all.size() + " endpoints", "one endpoint, with the type LOGICAL_DNS");
        }
      }
      case Discovery.Static(), Discovery.Eds _, Discovery.OriginalDestination _ -> {
        for (Endpoint endpoint : all) {
          if (endpoint.address() instanceof Address.HostName name) {
            throw where.error(name.toString(), "an IP address, or one of the DNS types");
          }
        }
      }
    }
  }
}
