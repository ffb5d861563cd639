package io.meshwright.runtime.model.patch;

/**
 * Which resources are changed, and what of them (istio-features EF5); an empty text and 0 mean that
 * nothing is said.
 */
public sealed interface PatchPlace {

  /** Everywhere. */
  record Anywhere() implements PatchPlace {}

  /** Clusters. */
  record OfCluster(int port, String service, String subset, String name) implements PatchPlace {}

  /** Listeners. */
  record OfListener(int port, String name, String listenerFilter, Chain chain)
      implements PatchPlace {}

  /** Route configurations. */
  record OfRoutes(int port, String portName, String gateway, String name, VirtualHost virtualHost)
      implements PatchPlace {}

  /**
   * A filter chain.
   *
   * @param applicationProtocols by commas
   * @param filter the name of a network filter
   * @param subFilter the name of an HTTP filter
   */
  record Chain(
      String name,
      String serverName,
      String transportProtocol,
      String applicationProtocols,
      int destinationPort,
      String filter,
      String subFilter) {
    /** Any. */
    public static final Chain ANY = new Chain("", "", "", "", 0, "", "");
  }

  /** A virtual host; {@code route} is the name of a route. */
  record VirtualHost(String name, String domain, String route, RouteAction action) {
    /** Any. */
    public static final VirtualHost ANY = new VirtualHost("", "", "", RouteAction.ANY);
  }

  /** What routes do. */
  enum RouteAction {
    ANY,
    ROUTE,
    REDIRECT,
    DIRECT_RESPONSE
  }
}
