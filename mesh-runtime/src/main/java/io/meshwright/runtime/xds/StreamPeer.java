package io.meshwright.runtime.xds;

import java.util.function.BooleanSupplier;

/**
 * The other end of a new stream.
 *
 * @param guard which nodes it may be
 * @param secrets whether it may have the Secrets of its namespace; asked again with each change,
 *     and may block
 * @param hangUp ends its connection in order, so that the next stream comes over another one
 * @param roots of the mesh, which it may always have
 * @param tools what it is told if it is no proxy
 */
public record StreamPeer(
    NodeGuard guard, BooleanSupplier secrets, Runnable hangUp, MeshRoots roots, ToolAnswers tools) {

  /** May be any node, which nothing proves: it gets no Secrets. Its connection stays. */
  public static final StreamPeer UNPROVEN =
      new StreamPeer(NodeGuard.OPEN, () -> false, () -> {}, new MeshRoots(), ToolAnswers.NONE);

  /** May be any node and have everything: of a runtime that reads files. */
  public static StreamPeer trusted(ToolAnswers tools) {
    return new StreamPeer(NodeGuard.OPEN, () -> true, () -> {}, new MeshRoots(), tools);
  }
}
