package io.meshwright.runtime.compile.listener;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The filter chains of a listener that relay connections. No two of them match the same
 * connections, which Envoy would refuse: what an earlier chain took is left out of later ones.
 */
public final class ChainSet {

  /** What one combination of destination, server name and transport protocol was used for. */
  private record Claim(String destination, String serverName, String transport) {}

  private final Set<Claim> claims = new HashSet<>();
  private final List<FilterChain> chains = new ArrayList<>();

  void addAll(Collection<FilterChain> more) {
    more.forEach(this::add);
  }

  /** Adds a chain as far as its connections are not claimed yet. */
  public void add(FilterChain chain) {
    FilterChainMatch match = chain.getFilterChainMatch();
    if (match.getServerNamesCount() == 0) {
      if (claim(match, "")) {
        chains.add(chain);
      }
      return;
    }
    List<String> free =
        match.getServerNamesList().stream().filter(name -> claim(match, name)).toList();
    if (!free.isEmpty()) {
      chains.add(
          chain.toBuilder()
              .setFilterChainMatch(match.toBuilder().clearServerNames().addAllServerNames(free))
              .build());
    }
  }

  /**
   * Adds the chains. Beside HTTP the one without conditions is the default: a chain for plaintext
   * HTTP hides it from all other plaintext.
   */
  public void addTo(Listener.Builder listener, boolean besideHttp) {
    for (FilterChain chain : chains) {
      boolean any = chain.getFilterChainMatch().equals(FilterChainMatch.getDefaultInstance());
      if (besideHttp && any) {
        listener.setDefaultFilterChain(chain);
      } else {
        listener.addFilterChains(chain);
      }
    }
  }

  /** Whether no chain was added. */
  public boolean isEmpty() {
    return chains.isEmpty();
  }

  /** Whether a chain looks at the server name, so that the client's first bytes are needed. */
  boolean byServerName() {
    return chains.stream().anyMatch(c -> !c.getFilterChainMatch().getTransportProtocol().isEmpty());
  }

  /** Whether a chain takes what no other does. */
  boolean catchesAll() {
    return claims.contains(new Claim("", "", ""));
  }

  private boolean claim(FilterChainMatch match, String serverName) {
    Set<Claim> wanted = new HashSet<>();
    for (CidrRange range : match.getPrefixRangesList()) {
      String destination = range.getAddressPrefix() + "/" + range.getPrefixLen().getValue();
      wanted.add(new Claim(destination, serverName, match.getTransportProtocol()));
    }
    if (wanted.isEmpty()) {
      wanted.add(new Claim("", serverName, match.getTransportProtocol()));
    }
    if (wanted.stream().anyMatch(claims::contains)) {
      return false;
    }
    return claims.addAll(wanted);
  }
}
