package io.meshwright.proxy.overload;

/**
 * Gives back what reading the first configuration left on the heap: the collector keeps the size
 * that it once needed until it collects everything, which without load may be never.
 */
public final class FirstLoad {
  /** Of a heap that has not grown much (16 MB at first) a collection would return nothing. */
  private static final long GROWN_BYTES = 24L << 20;

  private FirstLoad() {}

  /** Collects a heap that has grown. All threads wait some 10 ms: for when nobody is served yet. */
  public static void settle() {
    if (Runtime.getRuntime().totalMemory() >= GROWN_BYTES) {
      System.gc();
    }
  }
}
