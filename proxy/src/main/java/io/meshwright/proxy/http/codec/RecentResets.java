package io.meshwright.proxy.http.codec;

import org.jspecify.annotations.Nullable;

/**
 * The streams that this end reset last: frames on them were under way when the peer did not know
 * yet, and mean nothing (RFC 9113 section 5.1, closed). For one connection and its loop.
 */
final class RecentResets {
  private static final int REMEMBERED = 512;

  /** Made when it is needed, which is rare. */
  private int @Nullable [] streams;

  private int next;

  void add(int stream) {
    int[] known = streams;
    if (known == null) {
      known = new int[REMEMBERED];
      streams = known;
    }
    known[next] = stream;
    next = (next + 1) % REMEMBERED;
  }

  boolean contain(int stream) {
    int[] known = streams;
    if (known != null) {
      for (int each : known) {
        if (each == stream) {
          return true;
        }
      }
    }
    return false;
  }
}
