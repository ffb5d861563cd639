package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.snapshot.MetadataMatcher;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.meshwright.proxy.snapshot.RouteMatch.Path;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** {@code envoy.config.route.v3.RouteMatch}. */
final class RouteMatchParser {
  private RouteMatchParser() {}

  static RouteMatch parse(io.envoyproxy.envoy.config.route.v3.RouteMatch proto, Where where)
      throws ConfigException {
    Path path =
        switch (proto.getPathSpecifierCase()) {
          case PREFIX -> new Path.Prefix(proto.getPrefix());
          case PATH -> new Path.Exact(proto.getPath());
          case SAFE_REGEX ->
              new Path.Regex(Values.regex(proto.getSafeRegex(), where.field("safe_regex")));
          case PATH_SEPARATED_PREFIX ->
              segmentPrefix(proto.getPathSeparatedPrefix(), where.field("path_separated_prefix"));
          case CONNECT_MATCHER -> new Path.Connect();
          case PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET -> throw where.error("", "a path");
        };
    return new RouteMatch(
        path,
        !proto.hasCaseSensitive() || proto.getCaseSensitive().getValue(),
        MatcherParser.headers(proto.getHeadersList(), "headers", where),
        MatcherParser.queryParameters(proto.getQueryParametersList(), where),
        proto.hasGrpc(),
        metadata(proto, where),
        Values.fractionOrAll(
            proto.hasRuntimeFraction(),
            proto.getRuntimeFraction(),
            where.field("runtime_fraction")));
  }

  private static List<MetadataMatcher> metadata(
      io.envoyproxy.envoy.config.route.v3.RouteMatch proto, Where where) throws ConfigException {
    List<MetadataMatcher> conditions = new ArrayList<>(proto.getDynamicMetadataCount());
    for (int i = 0; i < proto.getDynamicMetadataCount(); i++) {
      conditions.add(
          MetadataMatcherParser.parse(
              proto.getDynamicMetadata(i), where.item("dynamic_metadata", i)));
    }
    return conditions;
  }

  private static Path segmentPrefix(String prefix, Where where) throws ConfigException {
    if (prefix.isEmpty() || prefix.endsWith("/")) {
      throw where.error(prefix, "a path without a slash at its end");
    }
    return new Path.SegmentPrefix(prefix);
  }
}
