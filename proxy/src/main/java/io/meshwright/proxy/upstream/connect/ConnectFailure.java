package io.meshwright.proxy.upstream.connect;

/**
 * Why there is no connection.
 *
 * @param reason for people and logs, which a client may see; may be empty
 */
public record ConnectFailure(Kind kind, String reason) {
  /** What went wrong. */
  public enum Kind {
    REFUSED,
    TIMEOUT,
    TLS
  }
}
