package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * Speaks HTTP with the peer and routes each request.
 *
 * @param filters in order; the last one is the router
 * @param serverName value of the {@code server} header of responses
 * @param upgrades protocols that requests may switch to
 * @param maxRequestHeadersBytes limit of all request headers together
 */
public record HttpConnectionManager(
    String statPrefix,
    Codec codec,
    RouteSource routes,
    List<HttpFilter> filters,
    Timeouts timeouts,
    HttpProtocol.Common common,
    HttpProtocol.Http1 http1,
    HttpProtocol.Http2 http2,
    String serverName,
    ServerHeader serverHeader,
    ClientAddressPolicy clientAddress,
    ForwardedCertificate forwardedCertificate,
    PathPolicy paths,
    RequestIdPolicy requestIds,
    List<Upgrade> upgrades,
    int maxRequestHeadersBytes,
    List<AccessLog> accessLogs)
    implements NetworkFilter {

  /** Envoy's {@code max_request_headers_kb} when unset. */
  public static final int DEFAULT_MAX_REQUEST_HEADERS = 60 * 1024;

  /** Envoy's {@code server_name} when unset, kept for users who compare. */
  public static final String DEFAULT_SERVER_NAME = "envoy";

  public HttpConnectionManager {
    filters = List.copyOf(filters);
    upgrades = List.copyOf(upgrades);
    accessLogs = List.copyOf(accessLogs);
  }

  /** Which HTTP is spoken. */
  public enum Codec {
    /** By ALPN, else by the first bytes. */
    AUTO,
    HTTP1,
    HTTP2
  }

  /** What happens to the {@code server} header of responses. */
  public enum ServerHeader {
    OVERWRITE,
    APPEND_IF_ABSENT,
    PASS_THROUGH
  }

  /** Where the route configuration comes from. */
  public sealed interface RouteSource {
    /** Part of the listener. */
    record Inline(RouteConfiguration routes) implements RouteSource {}

    /** Discovered by name: {@link RuntimeSnapshot#routes()}. */
    record Discovered(String name) implements RouteSource {}
  }

  /**
   * One protocol that requests may switch to.
   *
   * @param type as in the {@code upgrade} header, {@code websocket} or {@code CONNECT}; compared
   *     without case
   * @param terminated whether a CONNECT ends here, and the upstream gets what it carries
   */
  public record Upgrade(String type, boolean enabled, boolean terminated) {
    /** Is passed on. */
    public Upgrade(String type, boolean enabled) {
      this(type, enabled, false);
    }
  }
}
