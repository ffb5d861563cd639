package io.meshwright.proxy.http.codec;

/** A pipeline event: how the connection should end. */
public enum ConnectionDrain {
  /** A client that can be told so is asked to go elsewhere; nothing is closed on it. */
  ANNOUNCE,
  /** The connection ends when its current exchanges are complete. */
  BEGIN
}
