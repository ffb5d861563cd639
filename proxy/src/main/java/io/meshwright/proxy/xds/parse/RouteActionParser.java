package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.MaxStreamDuration;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.ClusterTarget.WeightedCluster;
import io.meshwright.proxy.snapshot.HttpConnectionManager.Upgrade;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteAction.Forward;
import io.meshwright.proxy.snapshot.RouteAction.HostRewrite;
import io.meshwright.proxy.snapshot.RouteAction.Mirror;
import io.meshwright.proxy.snapshot.RouteAction.PathRewrite;
import io.meshwright.proxy.snapshot.RouteTimes;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a route does: forward, redirect or answer. */
final class RouteActionParser {
  private RouteActionParser() {}

  static RouteAction parse(io.envoyproxy.envoy.config.route.v3.Route route, Where where)
      throws ConfigException {
    return switch (route.getActionCase()) {
      case ROUTE -> forward(route.getRoute(), where.field("route"));
      case REDIRECT -> redirect(route.getRedirect(), where.field("redirect"));
      case DIRECT_RESPONSE -> response(route.getDirectResponse(), where.field("direct_response"));
      case FILTER_ACTION, NON_FORWARDING_ACTION, ACTION_NOT_SET ->
          throw where.error(route.getActionCase().toString(), "route, redirect or direct_response");
    };
  }

  private static Forward forward(io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where)
      throws ConfigException {
    if (proto.getPriority() != RoutingPriority.DEFAULT) {
      throw where.field("priority").error(proto.getPriority().name(), "DEFAULT");
    }
    return new Forward(
        target(proto, where),
        times(proto, where),
        proto.hasRetryPolicy()
            ? RetryParser.parse(proto.getRetryPolicy(), where.field("retry_policy"))
            : null,
        pathRewrite(proto, where),
        hostRewrite(proto, where),
        upgrades(proto),
        clusterMissing(proto, where.field("cluster_not_found_response_code")),
        mirrors(proto, where),
        HashPolicyParser.parse(proto.getHashPolicyList(), where));
  }

  private static int clusterMissing(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    return switch (proto.getClusterNotFoundResponseCode()) {
      case SERVICE_UNAVAILABLE -> 503;
      case NOT_FOUND -> 404;
      case INTERNAL_SERVER_ERROR -> 500;
      case UNRECOGNIZED ->
          throw where.error("" + proto.getClusterNotFoundResponseCodeValue(), "a known code");
    };
  }

  private static RouteTimes times(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    return new RouteTimes(
        Values.durationOr(
            proto.hasTimeout(),
            proto.getTimeout(),
            RouteTimes.DEFAULT_TOTAL,
            where.field("timeout")),
        Values.durationOrNull(
            proto.hasIdleTimeout(), proto.getIdleTimeout(), where.field("idle_timeout")),
        maxGrpcTimeout(proto, where),
        proto.hasMaxStreamDuration()
            ? streamLimit(proto.getMaxStreamDuration(), where.field("max_stream_duration"))
            : null);
  }

  private static RouteTimes.StreamLimit streamLimit(MaxStreamDuration proto, Where where)
      throws ConfigException {
    return new RouteTimes.StreamLimit(
        Values.durationOrNull(
            proto.hasMaxStreamDuration(),
            proto.getMaxStreamDuration(),
            where.field("max_stream_duration")),
        Values.durationOrNull(
            proto.hasGrpcTimeoutHeaderMax(),
            proto.getGrpcTimeoutHeaderMax(),
            where.field("grpc_timeout_header_max")),
        Values.durationOr(
            proto.hasGrpcTimeoutHeaderOffset(),
            proto.getGrpcTimeoutHeaderOffset(),
            Duration.ZERO,
            where.field("grpc_timeout_header_offset")));
  }

  private static List<Mirror> mirrors(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    List<Mirror> mirrors = new ArrayList<>(proto.getRequestMirrorPoliciesCount());
    for (int i = 0; i < proto.getRequestMirrorPoliciesCount(); i++) {
      var mirror = proto.getRequestMirrorPolicies(i);
      Where there = where.item("request_mirror_policies", i);
      mirrors.add(
          new Mirror(
              Values.required(mirror.getCluster(), there.field("cluster")),
              Values.fractionOrAll(
                  mirror.hasRuntimeFraction(),
                  mirror.getRuntimeFraction(),
                  there.field("runtime_fraction")),
              !mirror.getDisableShadowHostSuffixAppend()));
    }
    return mirrors;
  }

  @SuppressWarnings("deprecation") // control planes still send max_grpc_timeout
  private static @Nullable Duration maxGrpcTimeout(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    return proto.hasMaxGrpcTimeout()
        ? Values.duration(proto.getMaxGrpcTimeout(), where.field("max_grpc_timeout"))
        : null;
  }

  private static ClusterTarget target(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    MatchLabels subset = MetadataReader.subsetLabels(proto.getMetadataMatch());
    return switch (proto.getClusterSpecifierCase()) {
      case CLUSTER -> new ClusterTarget.Single(proto.getCluster(), subset);
      case WEIGHTED_CLUSTERS -> weighted(proto, subset, where.field("weighted_clusters"));
      case CLUSTER_HEADER,
          CLUSTER_SPECIFIER_PLUGIN,
          INLINE_CLUSTER_SPECIFIER_PLUGIN,
          CLUSTERSPECIFIER_NOT_SET ->
          throw where.error(
              proto.getClusterSpecifierCase().toString(), "cluster or weighted_clusters");
    };
  }

  private static ClusterTarget weighted(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, MatchLabels subset, Where where)
      throws ConfigException {
    List<ClusterWeight> weights = proto.getWeightedClusters().getClustersList();
    List<WeightedCluster> clusters = new ArrayList<>(weights.size());
    long total = 0;
    for (int i = 0; i < weights.size(); i++) {
      ClusterWeight cluster = weights.get(i);
      Where there = where.item("clusters", i);
      long weight = Integer.toUnsignedLong(cluster.getWeight().getValue());
      total += weight;
      clusters.add(
          new WeightedCluster(
              Values.required(cluster.getName(), there.field("name")),
              weight,
              subset.with(MetadataReader.subsetLabels(cluster.getMetadataMatch())),
              HeaderMutationsParser.parse(
                  cluster.getRequestHeadersToAddList(),
                  cluster.getRequestHeadersToRemoveList(),
                  cluster.getResponseHeadersToAddList(),
                  cluster.getResponseHeadersToRemoveList(),
                  there),
              cluster.getHostRewriteLiteral(),
              FilterOverridesParser.parse(cluster.getTypedPerFilterConfigMap(), there)));
    }
    if (total == 0) {
      throw where.error("weights with the sum 0", "a sum of 1 or more");
    }
    return new ClusterTarget.Weighted(clusters, total);
  }

  private static PathRewrite pathRewrite(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    if (proto.hasRegexRewrite()) {
      return new PathRewrite.Regex(
          Values.regex(proto.getRegexRewrite().getPattern(), where.field("regex_rewrite.pattern")),
          proto.getRegexRewrite().getSubstitution());
    }
    return proto.getPrefixRewrite().isEmpty()
        ? new PathRewrite.Keep()
        : new PathRewrite.Prefix(proto.getPrefixRewrite());
  }

  private static HostRewrite hostRewrite(
      io.envoyproxy.envoy.config.route.v3.RouteAction proto, Where where) throws ConfigException {
    boolean append = proto.getAppendXForwardedHost();
    return switch (proto.getHostRewriteSpecifierCase()) {
      case HOST_REWRITE_LITERAL -> new HostRewrite.Literal(proto.getHostRewriteLiteral(), append);
      case AUTO_HOST_REWRITE ->
          proto.getAutoHostRewrite().getValue()
              ? new HostRewrite.Upstream(append)
              : new HostRewrite.Keep();
      case HOSTREWRITESPECIFIER_NOT_SET -> new HostRewrite.Keep();
      case HOST_REWRITE_HEADER ->
          new HostRewrite.Header(proto.getHostRewriteHeader().toLowerCase(Locale.ROOT), append);
      case HOST_REWRITE_PATH_REGEX ->
          new HostRewrite.PathRegex(
              Values.regex(
                  proto.getHostRewritePathRegex().getPattern(),
                  where.field("host_rewrite_path_regex.pattern")),
              proto.getHostRewritePathRegex().getSubstitution(),
              append);
    };
  }

  private static List<Upgrade> upgrades(io.envoyproxy.envoy.config.route.v3.RouteAction proto) {
    List<Upgrade> upgrades = new ArrayList<>(proto.getUpgradeConfigsCount());
    for (var config : proto.getUpgradeConfigsList()) {
      upgrades.add(
          new Upgrade(
              config.getUpgradeType(),
              !config.hasEnabled() || config.getEnabled().getValue(),
              config.hasConnectConfig()));
    }
    return upgrades;
  }

  private static RouteAction redirect(RedirectAction proto, Where where) throws ConfigException {
    PathRewrite path =
        switch (proto.getPathRewriteSpecifierCase()) {
          case PATH_REDIRECT -> new PathRewrite.Full(proto.getPathRedirect());
          case PREFIX_REWRITE -> new PathRewrite.Prefix(proto.getPrefixRewrite());
          case REGEX_REWRITE ->
              new PathRewrite.Regex(
                  Values.regex(
                      proto.getRegexRewrite().getPattern(), where.field("regex_rewrite.pattern")),
                  proto.getRegexRewrite().getSubstitution());
          case PATHREWRITESPECIFIER_NOT_SET -> new PathRewrite.Keep();
        };
    int status =
        switch (proto.getResponseCode()) {
          case MOVED_PERMANENTLY -> 301;
          case FOUND -> 302;
          case SEE_OTHER -> 303;
          case TEMPORARY_REDIRECT -> 307;
          case PERMANENT_REDIRECT -> 308;
          case UNRECOGNIZED ->
              throw where
                  .field("response_code")
                  .error("" + proto.getResponseCodeValue(), "a redirect status");
        };
    return new RouteAction.Redirect(
        proto.getHttpsRedirect() ? "https" : proto.getSchemeRedirect(),
        proto.getHostRedirect(),
        Values.port(proto.getPortRedirect(), where.field("port_redirect")),
        path,
        status,
        proto.getStripQuery());
  }

  private static RouteAction response(DirectResponseAction proto, Where where)
      throws ConfigException {
    int status = proto.getStatus();
    if (status < 200 || status > 599) {
      throw where.field("status").error(Integer.toUnsignedString(status), "200 to 599");
    }
    return new RouteAction.DirectResponse(
        status,
        proto.hasBody() ? Values.data(proto.getBody(), where.field("body")).toStringUtf8() : "");
  }
}
