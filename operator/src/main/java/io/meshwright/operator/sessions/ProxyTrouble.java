package io.meshwright.operator.sessions;

import java.time.Instant;

/**
 * A connected proxy that does not follow its configuration.
 *
 * @param pushesAgain how often it was pushed again since then
 * @param words the proxy's, or what it has not answered
 */
public record ProxyTrouble(
    ProxyName proxy, Kind kind, Instant since, int pushesAgain, String words) {

  /** What is wrong. */
  public enum Kind {
    REFUSING,
    SILENT
  }
}
