package io.meshwright.proxy.xds.parse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code envoy.config.listener.v3.Listener}. */
final class ListenerParser {
  /** Envoy's {@code listener_filters_timeout} when unset. */
  private static final Duration INSPECTION_TIMEOUT = Duration.ofSeconds(15);

  private ListenerParser() {}

  static Listener parse(io.envoyproxy.envoy.config.listener.v3.Listener proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    List<FilterChain> chains = new ArrayList<>(proto.getFilterChainsCount());
    for (int i = 0; i < proto.getFilterChainsCount(); i++) {
      chains.add(FilterChainParser.parse(proto.getFilterChains(i), where.item("filter_chains", i)));
    }
    FilterChain fallback =
        proto.hasDefaultFilterChain()
            ? FilterChainParser.parse(
                proto.getDefaultFilterChain(), where.field("default_filter_chain"))
            : null;
    if (chains.isEmpty() && fallback == null) {
      throw where.field("filter_chains").error("", "a filter chain");
    }
    Duration timeout =
        Values.durationOr(
            proto.hasListenerFiltersTimeout(),
            proto.getListenerFiltersTimeout(),
            INSPECTION_TIMEOUT,
            where.field("listener_filters_timeout"));
    return new Listener(
        proto.getName(),
        addresses(proto, where),
        !proto.hasBindToPort() || proto.getBindToPort().getValue(),
        proto.getUseOriginalDst().getValue(),
        proto.getTransparent().getValue(),
        direction(proto.getTrafficDirection()),
        ListenerFilterParser.parse(proto.getListenerFiltersList(), where),
        new Listener.Inspection(timeout, proto.getContinueOnListenerFiltersTimeout()),
        chains,
        fallback,
        bufferLimit(
            proto.hasPerConnectionBufferLimitBytes(),
            proto.getPerConnectionBufferLimitBytes().getValue(),
            where.field("per_connection_buffer_limit_bytes")),
        AccessLogParser.parse(proto.getAccessLogList(), where));
  }

  static int bufferLimit(boolean set, int value, Where where) throws ConfigException {
    return set ? Values.intOf(value, 1, where) : Listener.DEFAULT_BUFFER_LIMIT;
  }

  private static List<Address> addresses(
      io.envoyproxy.envoy.config.listener.v3.Listener proto, Where where) throws ConfigException {
    List<Address> addresses = new ArrayList<>();
    addresses.add(AddressParser.ipOrPipe(proto.getAddress(), where.field("address")));
    for (int i = 0; i < proto.getAdditionalAddressesCount(); i++) {
      addresses.add(
          AddressParser.ipOrPipe(
              proto.getAdditionalAddresses(i).getAddress(),
              where.item("additional_addresses", i).field("address")));
    }
    return addresses;
  }

  private static Listener.TrafficDirection direction(TrafficDirection direction) {
    return switch (direction) {
      case INBOUND -> Listener.TrafficDirection.INBOUND;
      case OUTBOUND -> Listener.TrafficDirection.OUTBOUND;
      case UNSPECIFIED, UNRECOGNIZED -> Listener.TrafficDirection.UNSPECIFIED;
    };
  }
}
