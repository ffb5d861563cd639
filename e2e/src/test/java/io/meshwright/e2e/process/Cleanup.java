package io.meshwright.e2e.process;

import java.util.Deque;

/** Closes everything, whatever fails on the way, and then reports the first failure. */
final class Cleanup {
  private Cleanup() {}

  /** Empties the stack, the newest first. */
  static void closeAll(Deque<? extends AutoCloseable> parts) {
    IllegalStateException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("Closing failed", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
