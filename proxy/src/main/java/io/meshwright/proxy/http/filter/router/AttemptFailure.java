package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.error.ProxyError;

/** Why an attempt brought no response. */
enum AttemptFailure {
  CONNECT_FAILED(ProxyError.CONNECT_FAILED),
  CONNECT_TIMEOUT(ProxyError.CONNECT_TIMEOUT),
  /** The connection was closed before the request's head was written. */
  NOT_SENT(ProxyError.UPSTREAM_CLOSED),
  /** A connection used before was closed without a byte of a response. */
  STALE_CONNECTION(ProxyError.UPSTREAM_CLOSED),
  CLOSED(ProxyError.UPSTREAM_CLOSED),
  PROTOCOL(ProxyError.UPSTREAM_PROTOCOL),
  PER_TRY_TIMEOUT(ProxyError.PER_TRY_TIMEOUT),
  PER_TRY_IDLE_TIMEOUT(ProxyError.PER_TRY_IDLE_TIMEOUT),
  OVERFLOW(ProxyError.OVERFLOW),
  NO_HOST(ProxyError.NO_HEALTHY_UPSTREAM);

  private final ProxyError error;

  AttemptFailure(ProxyError error) {
    this.error = error;
  }

  /** What the client is told if no other attempt follows. */
  ProxyError error() {
    return error;
  }
}
