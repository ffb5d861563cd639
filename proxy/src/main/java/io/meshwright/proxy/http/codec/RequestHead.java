package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request in no particular HTTP version: what HTTP/2 has as pseudo-headers, and the
 * other headers without {@code host} and without anything that concerns one connection only.
 * Filters and routes change it in place; it belongs to the event loop of its exchange.
 */
public final class RequestHead {
  /** The method that asks for a tunnel. */
  public static final String CONNECT = "CONNECT";

  private final String method;
  private final HttpHeaders headers;
  private final WireVersion version;
  private String path;
  private String authority;
  private String scheme;
  private @Nullable String upgrade;

  /** A head that came in HTTP/1.1. */
  public RequestHead(
      String method, String scheme, String authority, String path, HttpHeaders headers) {
    this(WireVersion.HTTP_1_1, method, scheme, authority, path, headers);
  }

  /**
   * A request head; takes over {@code headers}.
   *
   * @param version in which it came
   * @param path with its query; empty for CONNECT
   * @param authority host, and port if one was given
   */
  public RequestHead(
      WireVersion version,
      String method,
      String scheme,
      String authority,
      String path,
      HttpHeaders headers) {
    this.version = version;
    this.method = method;
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
    this.headers = headers;
  }

  /** In which HTTP the client sent it. */
  public WireVersion version() {
    return version;
  }

  public String method() {
    return method;
  }

  public HttpHeaders headers() {
    return headers;
  }

  /** Path and query. */
  public String path() {
    return path;
  }

  public void path(String value) {
    path = value;
  }

  public String authority() {
    return authority;
  }

  public void authority(String value) {
    authority = value;
  }

  public String scheme() {
    return scheme;
  }

  public void scheme(String value) {
    scheme = value;
  }

  /**
   * The protocol that the client wants to switch to; absent if none. Whether it was asked for by
   * {@code upgrade} (HTTP/1.1) or by an extended CONNECT (RFC 8441), the head is a GET.
   */
  public @Nullable String upgrade() {
    return upgrade;
  }

  public void upgrade(@Nullable String value) {
    upgrade = value;
  }

  /** Whether it asks for a tunnel to its authority (RFC 9110 section 9.3.6). */
  public boolean connect() {
    return method.equals(CONNECT);
  }

  /** Whether what follows it is another protocol, once the server agrees. */
  public boolean tunnels() {
    return upgrade != null || connect();
  }

  /** A copy for another attempt, which may be changed on its own. */
  public RequestHead copy() {
    RequestHead copy = new RequestHead(version, method, scheme, authority, path, headers.copy());
    copy.upgrade = upgrade;
    return copy;
  }
}
