package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.meshwright.proxy.snapshot.HashPolicy;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What requests of a route are hashed by. */
final class HashPolicyParser {
  private HashPolicyParser() {}

  static List<HashPolicy> parse(
      List<io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy> protos, Where where)
      throws ConfigException {
    List<HashPolicy> policies = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      var proto = protos.get(i);
      HashPolicy.@Nullable Key key = key(proto, where.item("hash_policy", i));
      if (key != null) {
        policies.add(new HashPolicy(key, proto.getTerminal()));
      }
    }
    return policies;
  }

  /** Absent if the policy hashes nothing. */
  private static HashPolicy.@Nullable Key key(
      io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy proto, Where where)
      throws ConfigException {
    return switch (proto.getPolicySpecifierCase()) {
      case HEADER ->
          new HashPolicy.Key.Header(
              Values.required(proto.getHeader().getHeaderName(), where.field("header.header_name"))
                  .toLowerCase(Locale.ROOT),
              proto.getHeader().hasRegexRewrite()
                  ? rewrite(
                      proto.getHeader().getRegexRewrite(), where.field("header.regex_rewrite"))
                  : null);
      case COOKIE -> cookie(proto.getCookie(), where.field("cookie"));
      case CONNECTION_PROPERTIES ->
          proto.getConnectionProperties().getSourceIp() ? new HashPolicy.Key.SourceAddress() : null;
      case QUERY_PARAMETER ->
          new HashPolicy.Key.QueryParameter(
              Values.required(
                  proto.getQueryParameter().getName(), where.field("query_parameter.name")));
      case FILTER_STATE, POLICYSPECIFIER_NOT_SET ->
          throw where.error(
              proto.getPolicySpecifierCase().toString(),
              "header, cookie, connection_properties or query_parameter");
    };
  }

  private static HashPolicy.Key cookie(
      io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy.Cookie proto, Where where)
      throws ConfigException {
    List<String> attributes = new ArrayList<>(proto.getAttributesCount());
    for (var attribute : proto.getAttributesList()) {
      attributes.add(
          attribute.getValue().isEmpty()
              ? attribute.getName()
              : attribute.getName() + "=" + attribute.getValue());
    }
    return new HashPolicy.Key.Cookie(
        Values.required(proto.getName(), where.field("name")),
        proto.getPath(),
        Values.durationOrNull(proto.hasTtl(), proto.getTtl(), where.field("ttl")),
        attributes);
  }

  private static HashPolicy.Rewrite rewrite(RegexMatchAndSubstitute proto, Where where)
      throws ConfigException {
    return new HashPolicy.Rewrite(
        Values.regex(proto.getPattern(), where.field("pattern")), proto.getSubstitution());
  }
}
