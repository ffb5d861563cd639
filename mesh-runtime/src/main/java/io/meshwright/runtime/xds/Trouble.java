package io.meshwright.runtime.xds;

import io.meshwright.xds.NodeId;
import java.time.Instant;

/**
 * A connected client that does not follow its configuration.
 *
 * @param since when it was first seen so; connecting anew does not end it
 * @param pushesAgain how often it was pushed again since then
 * @param words the client's, or what it has not answered; of bounded length
 */
public record Trouble(NodeId node, Kind kind, Instant since, int pushesAgain, String words) {

  /** What is wrong. */
  public enum Kind {
    REFUSING,
    SILENT
  }
}
