package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.VirtualHost;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code envoy.config.route.v3.RouteConfiguration}. */
final class RouteParser {
  private RouteParser() {}

  static RouteConfiguration parse(
      io.envoyproxy.envoy.config.route.v3.RouteConfiguration proto, Where where)
      throws ConfigException {
    if (proto.getValidateClusters().getValue()) {
      throw where
          .field("validate_clusters")
          .error("true", "false: routes do not wait for clusters");
    }
    Set<String> domains = new HashSet<>();
    List<VirtualHost> hosts = new ArrayList<>(proto.getVirtualHostsCount());
    for (int i = 0; i < proto.getVirtualHostsCount(); i++) {
      Where there = where.item("virtual_hosts", i);
      VirtualHost host = virtualHost(proto.getVirtualHosts(i), there);
      for (String domain : host.domains()) {
        if (!domains.add(domain)) {
          throw there.field("domains").error(domain, "a domain that stands once only");
        }
      }
      hosts.add(host);
    }
    return new RouteConfiguration(
        proto.getName(),
        hosts,
        HeaderMutationsParser.parse(
            proto.getRequestHeadersToAddList(),
            proto.getRequestHeadersToRemoveList(),
            proto.getResponseHeadersToAddList(),
            proto.getResponseHeadersToRemoveList(),
            where),
        proto.getMostSpecificHeaderMutationsWins(),
        FilterOverridesParser.parse(proto.getTypedPerFilterConfigMap(), where),
        proto.getIgnorePortInHostMatching());
  }

  private static VirtualHost virtualHost(
      io.envoyproxy.envoy.config.route.v3.VirtualHost proto, Where where) throws ConfigException {
    List<String> domains = new ArrayList<>(proto.getDomainsCount());
    for (String domain : proto.getDomainsList()) {
      domains.add(domain.toLowerCase(Locale.ROOT));
    }
    if (domains.isEmpty()) {
      throw where.field("domains").error("", "a domain");
    }
    List<Route> routes = new ArrayList<>(proto.getRoutesCount());
    for (int i = 0; i < proto.getRoutesCount(); i++) {
      routes.add(route(proto.getRoutes(i), where.item("routes", i)));
    }
    return new VirtualHost(
        proto.getName(),
        domains,
        routes,
        HeaderMutationsParser.parse(
            proto.getRequestHeadersToAddList(),
            proto.getRequestHeadersToRemoveList(),
            proto.getResponseHeadersToAddList(),
            proto.getResponseHeadersToRemoveList(),
            where),
        FilterOverridesParser.parse(proto.getTypedPerFilterConfigMap(), where),
        RateLimitRuleParser.parse(proto.getRateLimitsList(), where),
        proto.hasRetryPolicy()
            ? RetryParser.parse(proto.getRetryPolicy(), where.field("retry_policy"))
            : null,
        switch (proto.getRequireTls()) {
          case NONE -> false;
          case ALL -> true;
          case EXTERNAL_ONLY, UNRECOGNIZED ->
              throw where.field("require_tls").error(proto.getRequireTls().name(), "NONE or ALL");
        },
        proto.getIncludeRequestAttemptCount(),
        proto.getIncludeAttemptCountInResponse());
  }

  private static Route route(io.envoyproxy.envoy.config.route.v3.Route proto, Where where)
      throws ConfigException {
    return new Route(
        proto.getName(),
        RouteMatchParser.parse(proto.getMatch(), where.field("match")),
        RouteActionParser.parse(proto, where),
        HeaderMutationsParser.parse(
            proto.getRequestHeadersToAddList(),
            proto.getRequestHeadersToRemoveList(),
            proto.getResponseHeadersToAddList(),
            proto.getResponseHeadersToRemoveList(),
            where),
        FilterOverridesParser.parse(proto.getTypedPerFilterConfigMap(), where),
        rateLimits(proto.getRoute(), where.field("route")),
        configSource(proto.getMetadata()));
  }

  @SuppressWarnings("deprecation") // control planes still send include_vh_rate_limits
  private static RateLimitRules rateLimits(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    return new RateLimitRules(
        RateLimitRuleParser.parse(proto.getRateLimitsList(), where),
        proto.getIncludeVhRateLimits().getValue());
  }

  /** The resource that a route or cluster was made from, as Istio's metadata says. */
  static String configSource(Metadata metadata) {
    return MetadataReader.text(metadata, "istio", "config");
  }
}
