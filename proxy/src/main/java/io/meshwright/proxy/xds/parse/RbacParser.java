package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.meshwright.proxy.snapshot.AccessCondition;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.AccessRules.Action;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code envoy.config.rbac.v3.RBAC} and the filters that enforce it. */
final class RbacParser {
  private RbacParser() {}

  static AccessControl http(
      io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC proto, Where where)
      throws ConfigException {
    return new AccessControl(
        rules(proto.hasRules(), proto.getRules(), where.field("rules")),
        rules(proto.hasShadowRules(), proto.getShadowRules(), where.field("shadow_rules")),
        proto.getRulesStatPrefix(),
        proto.getShadowRulesStatPrefix());
  }

  static AccessControl network(
      io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC proto, Where where)
      throws ConfigException {
    return new AccessControl(
        rules(proto.hasRules(), proto.getRules(), where.field("rules")),
        rules(proto.hasShadowRules(), proto.getShadowRules(), where.field("shadow_rules")),
        proto.getStatPrefix(),
        proto.getShadowRulesStatPrefix());
  }

  private static @Nullable AccessRules rules(boolean set, RBAC proto, Where where)
      throws ConfigException {
    if (!set) {
      return null;
    }
    List<AccessRules.Policy> policies = new ArrayList<>(proto.getPoliciesCount());
    for (var entry : new TreeMap<>(proto.getPoliciesMap()).entrySet()) {
      Where there = where.key("policies", entry.getKey());
      policies.add(
          new AccessRules.Policy(
              entry.getKey(),
              new AccessCondition.OneOf(
                  each(
                      entry.getValue().getPermissionsList(),
                      "permissions",
                      there,
                      RbacParser::permission)),
              new AccessCondition.OneOf(
                  each(
                      entry.getValue().getPrincipalsList(),
                      "principals",
                      there,
                      RbacParser::principal))));
    }
    return new AccessRules(
        switch (proto.getAction()) {
          case ALLOW -> Action.ALLOW;
          case DENY -> Action.DENY;
          case LOG -> Action.LOG;
          case UNRECOGNIZED ->
              throw where.field("action").error("" + proto.getActionValue(), "ALLOW, DENY or LOG");
        },
        policies);
  }

  /** Reads one condition. */
  @FunctionalInterface
  private interface Reader<P> {
    AccessCondition read(P proto, Where where) throws ConfigException;
  }

  private static <P> List<AccessCondition> each(
      List<P> protos, String field, Where where, Reader<P> reader) throws ConfigException {
    List<AccessCondition> conditions = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      conditions.add(reader.read(protos.get(i), where.item(field, i)));
    }
    return conditions;
  }

  @SuppressWarnings("deprecation") // control planes still send metadata
  private static AccessCondition permission(Permission proto, Where where) throws ConfigException {
    return switch (proto.getRuleCase()) {
      case AND_RULES ->
          new AccessCondition.All(
              each(
                  proto.getAndRules().getRulesList(),
                  "rules",
                  where.field("and_rules"),
                  RbacParser::permission));
      case OR_RULES ->
          new AccessCondition.OneOf(
              each(
                  proto.getOrRules().getRulesList(),
                  "rules",
                  where.field("or_rules"),
                  RbacParser::permission));
      case ANY -> new AccessCondition.Any();
      case HEADER ->
          new AccessCondition.Header(
              MatcherParser.header(proto.getHeader(), where.field("header")));
      case URL_PATH ->
          new AccessCondition.Path(
              MatcherParser.text(proto.getUrlPath().getPath(), where.field("url_path.path")));
      case DESTINATION_IP ->
          new AccessCondition.Destination(
              AddressParser.range(proto.getDestinationIp(), where.field("destination_ip")));
      case DESTINATION_PORT -> {
        int port = Values.port(proto.getDestinationPort(), where.field("destination_port"));
        yield new AccessCondition.DestinationPort(port, port + 1);
      }
      case DESTINATION_PORT_RANGE ->
          new AccessCondition.DestinationPort(
              proto.getDestinationPortRange().getStart(), proto.getDestinationPortRange().getEnd());
      case NOT_RULE ->
          new AccessCondition.Not(permission(proto.getNotRule(), where.field("not_rule")));
      case REQUESTED_SERVER_NAME ->
          new AccessCondition.ServerName(
              MatcherParser.text(
                  proto.getRequestedServerName(), where.field("requested_server_name")));
      case METADATA ->
          new AccessCondition.Metadata(
              MetadataMatcherParser.parse(proto.getMetadata(), where.field("metadata")));
      case SOURCED_METADATA ->
          new AccessCondition.Metadata(
              MetadataMatcherParser.sourced(
                  proto.getSourcedMetadata(), where.field("sourced_metadata")));
      case MATCHER, URI_TEMPLATE, RULE_NOT_SET ->
          throw where.error(proto.getRuleCase().toString(), "a supported rule");
    };
  }

  @SuppressWarnings("deprecation") // control planes still send source_ip and metadata
  private static AccessCondition principal(Principal proto, Where where) throws ConfigException {
    return switch (proto.getIdentifierCase()) {
      case AND_IDS ->
          new AccessCondition.All(
              each(
                  proto.getAndIds().getIdsList(),
                  "ids",
                  where.field("and_ids"),
                  RbacParser::principal));
      case OR_IDS ->
          new AccessCondition.OneOf(
              each(
                  proto.getOrIds().getIdsList(),
                  "ids",
                  where.field("or_ids"),
                  RbacParser::principal));
      case ANY -> new AccessCondition.Any();
      case AUTHENTICATED ->
          new AccessCondition.Authenticated(
              proto.getAuthenticated().hasPrincipalName()
                  ? MatcherParser.text(
                      proto.getAuthenticated().getPrincipalName(),
                      where.field("authenticated.principal_name"))
                  : null);
      case SOURCE_IP ->
          new AccessCondition.Source(
              AddressParser.range(proto.getSourceIp(), where.field("source_ip")));
      case DIRECT_REMOTE_IP ->
          new AccessCondition.Peer(
              AddressParser.range(proto.getDirectRemoteIp(), where.field("direct_remote_ip")));
      case REMOTE_IP ->
          new AccessCondition.Client(
              AddressParser.range(proto.getRemoteIp(), where.field("remote_ip")));
      case HEADER ->
          new AccessCondition.Header(
              MatcherParser.header(proto.getHeader(), where.field("header")));
      case URL_PATH ->
          new AccessCondition.Path(
              MatcherParser.text(proto.getUrlPath().getPath(), where.field("url_path.path")));
      case NOT_ID -> new AccessCondition.Not(principal(proto.getNotId(), where.field("not_id")));
      case METADATA ->
          new AccessCondition.Metadata(
              MetadataMatcherParser.parse(proto.getMetadata(), where.field("metadata")));
      case SOURCED_METADATA ->
          new AccessCondition.Metadata(
              MetadataMatcherParser.sourced(
                  proto.getSourcedMetadata(), where.field("sourced_metadata")));
      case FILTER_STATE, CUSTOM, IDENTIFIER_NOT_SET ->
          throw where.error(proto.getIdentifierCase().toString(), "a supported identifier");
    };
  }
}
