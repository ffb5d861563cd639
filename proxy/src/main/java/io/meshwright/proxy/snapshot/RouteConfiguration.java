package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * The routes of a listener, by virtual host.
 *
 * @param name that listeners refer to; may be empty when inline
 * @param virtualHosts the most specific domain wins: exact, longest {@code *suffix}, longest {@code
 *     prefix*}, {@code *}; no domain stands twice
 * @param headers the outermost level
 * @param innermostHeadersWin whether levels are applied from the outermost to the innermost
 * @param filters what filters do differently, unless a virtual host or route says
 * @param ignorePortInHost whether the port of the request's host plays no part in the match
 */
public record RouteConfiguration(
    String name,
    List<VirtualHost> virtualHosts,
    HeaderMutations headers,
    boolean innermostHeadersWin,
    FilterOverrides filters,
    boolean ignorePortInHost) {

  public RouteConfiguration {
    virtualHosts = List.copyOf(virtualHosts);
  }
}
