package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.StreamFailure;
import io.meshwright.proxy.http.error.ProxyError;

/** Why an attempt brought no response. */
enum AttemptFailure {
  CONNECT_FAILED(ProxyError.CONNECT_FAILED),
  CONNECT_TIMEOUT(ProxyError.CONNECT_TIMEOUT),
  /** The connection was closed before the request's head was written. */
  NOT_SENT(ProxyError.UPSTREAM_CLOSED),
  /** A connection used before was closed without a byte of a response. */
  STALE_CONNECTION(ProxyError.UPSTREAM_CLOSED),
  /** The upstream did not process the request, and says so. */
  REFUSED(ProxyError.UPSTREAM_REFUSED),
  /** The upstream reset the stream. */
  RESET(ProxyError.UPSTREAM_RESET),
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

  /** What it is that a response which has begun is not completed. */
  static ProxyError duringResponse(StreamFailure failure) {
    return switch (failure) {
      case PROTOCOL_ERROR -> ProxyError.UPSTREAM_PROTOCOL;
      case REFUSED, RESET -> ProxyError.UPSTREAM_RESET;
      case NOT_SENT, STALE_CONNECTION, CONNECTION_CLOSED -> ProxyError.UPSTREAM_CLOSED;
    };
  }

  /** What the client is told if no other attempt follows. */
  ProxyError error() {
    return error;
  }

  /** Whether it says something against the host: not, if that only ended an idle connection. */
  boolean blamesHost() {
    return this != NOT_SENT && this != STALE_CONNECTION && this != REFUSED;
  }
}
