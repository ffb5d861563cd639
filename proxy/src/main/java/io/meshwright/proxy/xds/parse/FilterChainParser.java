package io.meshwright.proxy.xds.parse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import io.meshwright.proxy.snapshot.FilterChainMatch.SourceType;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code envoy.config.listener.v3.FilterChain}. */
final class FilterChainParser {
  private FilterChainParser() {}

  static FilterChain parse(io.envoyproxy.envoy.config.listener.v3.FilterChain proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    List<NetworkFilter> filters = new ArrayList<>(proto.getFiltersCount());
    for (int i = 0; i < proto.getFiltersCount(); i++) {
      NetworkFilter filter =
          NetworkFilterParser.parse(
              proto.getFilters(i).getTypedConfig(), where.item("filters", i).field("typed_config"));
      boolean terminal = !(filter instanceof NetworkFilter.Stats);
      if (terminal != (i == proto.getFiltersCount() - 1)) {
        throw where
            .item("filters", i)
            .error(proto.getFilters(i).getName(), "a terminal filter in the last place only");
      }
      filters.add(filter);
    }
    TransportSocket.Downstream transport =
        proto.hasTransportSocket()
            ? TransportSocketParser.downstream(
                proto.getTransportSocket(), where.field("transport_socket"))
            : new TransportSocket.Raw();
    return new FilterChain(
        proto.getName(),
        match(proto.getFilterChainMatch(), where.field("filter_chain_match")),
        transport,
        Values.durationOr(
            proto.hasTransportSocketConnectTimeout(),
            proto.getTransportSocketConnectTimeout(),
            Duration.ZERO,
            where.field("transport_socket_connect_timeout")),
        filters);
  }

  private static FilterChainMatch match(
      io.envoyproxy.envoy.config.listener.v3.FilterChainMatch proto, Where where)
      throws ConfigException {
    List<String> serverNames = new ArrayList<>();
    for (String name : proto.getServerNamesList()) {
      serverNames.add(name.toLowerCase(Locale.ROOT));
    }
    return new FilterChainMatch(
        proto.hasDestinationPort()
            ? Values.port(proto.getDestinationPort().getValue(), where.field("destination_port"))
            : null,
        AddressParser.ranges(proto.getPrefixRangesList(), "prefix_ranges", where),
        serverNames,
        proto.getTransportProtocol(),
        proto.getApplicationProtocolsList(),
        AddressParser.ranges(
            proto.getDirectSourcePrefixRangesList(), "direct_source_prefix_ranges", where),
        switch (proto.getSourceType()) {
          case ANY -> SourceType.ANY;
          case SAME_IP_OR_LOOPBACK -> SourceType.SAME_IP_OR_LOOPBACK;
          case EXTERNAL -> SourceType.EXTERNAL;
          case UNRECOGNIZED ->
              throw where.field("source_type").error("" + proto.getSourceTypeValue(), "a type");
        },
        AddressParser.ranges(proto.getSourcePrefixRangesList(), "source_prefix_ranges", where),
        proto.getSourcePortsList());
  }
}
