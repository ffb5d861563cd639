package io.meshwright.runtime.compile.listener;

import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Cidr;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.ConnectionRule;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.HeaderChanges;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.WeightedDestination;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles where opaque connections to a service go: as its {@code tls} and {@code tcp} routes say,
 * otherwise to the service itself (istio-features VS26, VS27).
 */
final class ConnectionRuleCompiler {

  private final ProxyScope scope;
  private final Service service;
  private final ServicePort port;
  private final FilterChainMatch own;

  private ConnectionRuleCompiler(
      ProxyScope scope, Service service, ServicePort port, FilterChainMatch own) {
    this.scope = scope;
    this.service = service;
    this.port = port;
    this.own = own;
  }

  /**
   * Filter chains for connections to an address of the service, in the order in which they are
   * asked; some may match the same connections.
   */
  static List<FilterChain> ofAddress(ProxyScope scope, Service service, ServicePort port) {
    return new ConnectionRuleCompiler(scope, service, port, FilterChainMatch.getDefaultInstance())
        .compile();
  }

  /**
   * The same for connections to any address: ranges of addresses tell the service from others, and
   * the server name if there is TLS.
   */
  static List<FilterChain> ofAny(ProxyScope scope, Service service, ServicePort port) {
    FilterChainMatch.Builder own = FilterChainMatch.newBuilder();
    ranges(service.entry().ranges(), own);
    return ofNamed(scope, service, port, own);
  }

  /** The same for connections to a Unix socket, which is in no range. */
  static List<FilterChain> ofSocket(ProxyScope scope, Service service, ServicePort port) {
    return ofNamed(scope, service, port, FilterChainMatch.newBuilder());
  }

  private static List<FilterChain> ofNamed(
      ProxyScope scope, Service service, ServicePort port, FilterChainMatch.Builder own) {
    if (port.protocol().encrypted()) {
      serverNames(List.of(service.host()), own);
    }
    return new ConnectionRuleCompiler(scope, service, port, own.build()).compile();
  }

  private List<FilterChain> compile() {
    List<FilterChain> chains = new ArrayList<>();
    RoutingRules rules = scope.routing().rulesOf(service.host()).orElse(null);
    if (rules != null && (port.protocol().encrypted() || !rules.tls().isEmpty())) {
      rules.tls().forEach(rule -> add(rule, chains));
    }
    if (rules != null) {
      rules.tcp().forEach(rule -> add(rule, chains));
    }
    chains.add(chain(own, List.of(self())));
    return chains;
  }

  private void add(ConnectionRule rule, List<FilterChain> chains) {
    if (rule.matches().isEmpty()) {
      chains.add(chain(own, rule.destinations()));
    }
    for (ConnectionRule.Match match : rule.matches()) {
      if (match
          .scope()
          .includes(
              ClientScope.Place.ofSidecar(port.number()),
              scope.proxy().namespace(),
              scope.labels())) {
        chains.add(chain(encode(match), rule.destinations()));
      }
    }
  }

  private FilterChain chain(FilterChainMatch match, List<WeightedDestination> destinations) {
    FilterChain.Builder chain =
        FilterChain.newBuilder()
            .addAllFilters(DestinationRelay.filters(scope, destinations, port.number()));
    if (!match.equals(FilterChainMatch.getDefaultInstance())) {
      chain.setFilterChainMatch(match);
    }
    return chain.build();
  }

  private WeightedDestination self() {
    return new WeightedDestination(
        new Destination(service.host(), "", port.number()), 1, HeaderChanges.NONE);
  }

  private static FilterChainMatch encode(ConnectionRule.Match match) {
    FilterChainMatch.Builder encoded = FilterChainMatch.newBuilder();
    serverNames(match.serverNames(), encoded);
    ranges(match.destinationSubnets(), encoded);
    return encoded.build();
  }

  private static void serverNames(List<Hostname> names, FilterChainMatch.Builder match) {
    for (Hostname name : names) {
      if (!name.name().equals("*")) {
        match.addServerNames(name.name());
      }
    }
    if (!names.isEmpty()) {
      match.setTransportProtocol("tls");
    }
  }

  private static void ranges(List<Cidr> ranges, FilterChainMatch.Builder match) {
    for (Cidr range : ranges) {
      match.addPrefixRanges(
          CidrRange.newBuilder()
              .setAddressPrefix(range.address().text())
              .setPrefixLen(uint32(range.prefixLength())));
    }
  }
}
