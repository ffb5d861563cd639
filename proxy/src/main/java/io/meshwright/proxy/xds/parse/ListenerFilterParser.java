package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc;
import io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.ListenerFilter.Kind;
import io.meshwright.proxy.snapshot.ListenerFilter.Predicate;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code envoy.config.listener.v3.ListenerFilter}. */
final class ListenerFilterParser {
  private static final String PACKAGE = "envoy.extensions.filters.listener.";

  private ListenerFilterParser() {}

  static List<ListenerFilter> parse(
      List<io.envoyproxy.envoy.config.listener.v3.ListenerFilter> protos, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    List<ListenerFilter> filters = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      io.envoyproxy.envoy.config.listener.v3.ListenerFilter proto = protos.get(i);
      Where there = where.item("listener_filters", i);
      Predicate disabled =
          proto.hasFilterDisabled()
              ? predicate(proto.getFilterDisabled(), there.field("filter_disabled"))
              : new Predicate.Never();
      filters.add(
          new ListenerFilter(kind(proto.getTypedConfig(), there.field("typed_config")), disabled));
    }
    return filters;
  }

  private static Kind kind(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    String type = Values.typeOf(config);
    return switch (type) {
      case PACKAGE + "original_dst.v3.OriginalDst" -> new Kind.OriginalDestination();
      case PACKAGE + "original_src.v3.OriginalSrc" ->
          originalSource(OriginalSrc.parseFrom(config.getValue()), where);
      case PACKAGE + "proxy_protocol.v3.ProxyProtocol" ->
          proxyProtocol(ProxyProtocol.parseFrom(config.getValue()));
      case PACKAGE + "tls_inspector.v3.TlsInspector" -> new Kind.TlsInspector();
      case PACKAGE + "http_inspector.v3.HttpInspector" -> new Kind.HttpInspector();
      default -> throw where.error(type, "a supported listener filter");
    };
  }

  private static Kind originalSource(OriginalSrc proto, Where where) throws ConfigException {
    if (proto.getBindPort()) {
      throw where.field("bind_port").error("true", "false: the client's port is not kept");
    }
    return new Kind.OriginalSource(proto.getMark());
  }

  private static Kind proxyProtocol(ProxyProtocol proto) {
    Set<Integer> versions = new HashSet<>(Set.of(1, 2));
    if (proto.getDisallowedVersionsList().contains(ProxyProtocolConfig.Version.V1)) {
      versions.remove(1);
    }
    if (proto.getDisallowedVersionsList().contains(ProxyProtocolConfig.Version.V2)) {
      versions.remove(2);
    }
    return new Kind.ProxyProtocol(proto.getAllowRequestsWithoutProxyProtocol(), versions);
  }

  private static Predicate predicate(ListenerFilterChainMatchPredicate proto, Where where)
      throws ConfigException {
    return switch (proto.getRuleCase()) {
      case OR_MATCH -> new Predicate.AnyOf(predicates(proto.getOrMatch(), where.field("or_match")));
      case AND_MATCH ->
          new Predicate.AllOf(predicates(proto.getAndMatch(), where.field("and_match")));
      case NOT_MATCH -> new Predicate.Not(predicate(proto.getNotMatch(), where.field("not_match")));
      case ANY_MATCH -> proto.getAnyMatch() ? new Predicate.Always() : new Predicate.Never();
      case DESTINATION_PORT_RANGE ->
          new Predicate.DestinationPort(
              proto.getDestinationPortRange().getStart(), proto.getDestinationPortRange().getEnd());
      case RULE_NOT_SET -> throw where.error("", "a rule");
    };
  }

  private static List<Predicate> predicates(
      ListenerFilterChainMatchPredicate.MatchSet set, Where where) throws ConfigException {
    List<Predicate> predicates = new ArrayList<>(set.getRulesCount());
    for (int i = 0; i < set.getRulesCount(); i++) {
      predicates.add(predicate(set.getRules(i), where.item("rules", i)));
    }
    return predicates;
  }
}
