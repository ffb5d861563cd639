package io.meshwright.proxy.http.codec;

/** Why an upstream did not complete a response. */
public enum StreamFailure {
  /** The connection was closed before the request's head was written: nobody has seen it. */
  NOT_SENT,

  /**
   * The connection had been used before and was closed without a byte of a response. Most likely
   * the upstream closed it while it was idle and never read the request, but that is not certain.
   */
  STALE_CONNECTION,

  /**
   * The upstream said that it did not process the request and will not (RFC 9113 section 8.7:
   * REFUSED_STREAM, or GOAWAY below its stream): it may be sent again, whatever it is.
   */
  REFUSED,

  /** The upstream reset the stream. */
  RESET,

  /** The connection was closed or reset before the response was complete. */
  CONNECTION_CLOSED,

  /** What came is not a correct response. */
  PROTOCOL_ERROR
}
