package io.meshwright.runtime.xds;

/**
 * The other end of a new stream.
 *
 * @param guard which nodes it may be
 * @param hangUp ends its connection in order, so that the next stream comes over another one
 */
public record StreamPeer(NodeGuard guard, Runnable hangUp) {

  /** May be any node; its connection stays. */
  public static final StreamPeer ANYBODY = new StreamPeer(NodeGuard.OPEN, () -> {});
}
