package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.ListenerFilter.Kind;
import io.meshwright.proxy.snapshot.ListenerFilter.Predicate;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** {@code envoy.config.listener.v3.ListenerFilter}. */
final class ListenerFilterParser {
  private static final String PACKAGE = "envoy.extensions.filters.listener.";

  private ListenerFilterParser() {}

  static List<ListenerFilter> parse(
      List<io.envoyproxy.envoy.config.listener.v3.ListenerFilter> protos, Where where)
      throws ConfigException {
    List<ListenerFilter> filters = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      io.envoyproxy.envoy.config.listener.v3.ListenerFilter proto = protos.get(i);
      Where there = where.item("listener_filters", i);
      Predicate disabled =
          proto.hasFilterDisabled()
              ? predicate(proto.getFilterDisabled(), there.field("filter_disabled"))
              : new Predicate.Never();
      filters.add(
          new ListenerFilter(
              kind(Values.typeOf(proto.getTypedConfig()), there.field("typed_config")), disabled));
    }
    return filters;
  }

  private static Kind kind(String type, Where where) throws ConfigException {
    return switch (type) {
      case PACKAGE + "original_dst.v3.OriginalDst" -> Kind.ORIGINAL_DESTINATION;
      case PACKAGE + "tls_inspector.v3.TlsInspector" -> Kind.TLS_INSPECTOR;
      case PACKAGE + "http_inspector.v3.HttpInspector" -> Kind.HTTP_INSPECTOR;
      default -> throw where.error(type, "a supported listener filter");
    };
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
