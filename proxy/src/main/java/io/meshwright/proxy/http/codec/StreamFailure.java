package io.meshwright.proxy.http.codec;

/** Why an upstream did not complete a response. */
public enum StreamFailure {
  /**
   * The connection had been used before and was closed before the upstream can have read the
   * request: no byte of a response came, and the upstream closed an idle connection at the same
   * moment.
   */
  CLOSED_BEFORE_REQUEST,

  /** The connection was closed or reset before the response was complete. */
  CONNECTION_CLOSED,

  /** What came is not a correct response. */
  PROTOCOL_ERROR
}
