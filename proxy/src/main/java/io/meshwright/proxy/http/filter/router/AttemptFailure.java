package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.error.ProxyError;

/** Why an attempt brought no response. */
enum AttemptFailure {
  CONNECT_FAILED(ProxyError.CONNECT_FAILED),
  CONNECT_TIMEOUT(ProxyError.CONNECT_TIMEOUT),
  /** A connection used before was closed before the upstream can have taken the request. */
  CLOSED_BEFORE_REQUEST(ProxyError.UPSTREAM_CLOSED),
  CLOSED(ProxyError.UPSTREAM_CLOSED),
  PROTOCOL(ProxyError.UPSTREAM_PROTOCOL),
  PER_TRY_TIMEOUT(ProxyError.PER_TRY_TIMEOUT),
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
