package io.meshwright.proxy.upstream.connect;

/**
 * Why there is no connection.
 *
 * @param reason for people and logs
 */
public record ConnectFailure(Kind kind, String reason) {
  /** What went wrong. */
  public enum Kind {
    REFUSED,
    TIMEOUT,
    TLS
  }
}
