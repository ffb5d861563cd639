package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * The routes of a listener, by virtual host.
 *
 * @param name that listeners refer to; may be empty when inline
 * @param virtualHosts the most specific domain wins: exact, longest {@code *suffix}, longest {@code
 *     prefix*}, {@code *}; no domain stands twice
 * @param headers applied last
 * @param ignorePortInHost whether the port of the request's host plays no part in the match
 */
public record RouteConfiguration(
    String name,
    List<VirtualHost> virtualHosts,
    HeaderMutations headers,
    boolean ignorePortInHost) {

  public RouteConfiguration {
    virtualHosts = List.copyOf(virtualHosts);
  }
}
