package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * The head of a response in no particular HTTP version, without headers that concern one connection
 * only. Changed in place; belongs to the event loop of its exchange.
 */
public final class ResponseHead {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;
  private static final int FIRST_REDIRECT = 300;

  private final HttpHeaders headers;
  private final int status;
  private final boolean tunnel;

  /** Takes over {@code headers}; status 100 to 999. */
  public ResponseHead(int status, HttpHeaders headers) {
    this(status, headers, false);
  }

  private ResponseHead(int status, HttpHeaders headers, boolean tunnel) {
    this.status = status;
    this.headers = headers;
    this.tunnel = tunnel;
  }

  /**
   * Agrees to a CONNECT. A length that it tells means nothing (RFC 9110 section 9.3.6).
   *
   * @param status 200 to 299
   */
  public static ResponseHead tunnel(int status, HttpHeaders headers) {
    headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    return new ResponseHead(status, headers, true);
  }

  /** Whether a status agrees to a CONNECT. */
  static boolean agrees(int status) {
    return status >= OK && status < FIRST_REDIRECT;
  }

  public int status() {
    return status;
  }

  public HttpHeaders headers() {
    return headers;
  }

  /** Whether another response to the same request follows. */
  public boolean informational() {
    return status < OK && status != SWITCHING_PROTOCOLS;
  }

  /** Whether everything after this head is another protocol. */
  public boolean switchesProtocol() {
    return tunnel || status == SWITCHING_PROTOCOLS;
  }
}
