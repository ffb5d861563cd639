package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * The head of a response in no particular HTTP version, without headers that concern one connection
 * only. Changed in place; belongs to the event loop of its exchange.
 */
public final class ResponseHead {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;

  private final HttpHeaders headers;
  private final int status;

  /** Takes over {@code headers}; status 100 to 999. */
  public ResponseHead(int status, HttpHeaders headers) {
    this.status = status;
    this.headers = headers;
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
    return status == SWITCHING_PROTOCOLS;
  }
}
