package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.snapshot.CorsPolicy;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** {@code envoy.extensions.filters.http.cors.v3.CorsPolicy}. */
final class CorsParser {
  private CorsParser() {}

  static CorsPolicy parse(
      io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy proto, Where where)
      throws ConfigException {
    List<StringMatcher> origins = new ArrayList<>(proto.getAllowOriginStringMatchCount());
    for (int i = 0; i < proto.getAllowOriginStringMatchCount(); i++) {
      origins.add(
          MatcherParser.text(
              proto.getAllowOriginStringMatch(i), where.item("allow_origin_string_match", i)));
    }
    return new CorsPolicy(
        origins,
        proto.getAllowMethods(),
        proto.getAllowHeaders(),
        proto.getExposeHeaders(),
        proto.getMaxAge(),
        proto.hasAllowCredentials() ? proto.getAllowCredentials().getValue() : null,
        proto.hasAllowPrivateNetworkAccess()
            ? proto.getAllowPrivateNetworkAccess().getValue()
            : null,
        proto.hasForwardNotMatchingPreflights()
            ? proto.getForwardNotMatchingPreflights().getValue()
            : null,
        Values.fractionOrAll(
            proto.hasFilterEnabled(), proto.getFilterEnabled(), where.field("filter_enabled")));
  }
}
