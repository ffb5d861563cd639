package io.meshwright.proxy.http.codec;

/** A pipeline event: how the connection should end. */
public enum ConnectionDrain {
  /**
   * A client that can be told so is asked to go elsewhere; nothing is closed on it. A connection to
   * an upstream takes no more exchanges, and ends with the last one.
   */
  ANNOUNCE,
  /** The connection ends when its current exchanges are complete, and the first if none came. */
  BEGIN
}
