package io.meshwright.operator.heap;

/**
 * Tells when a burst that enlarged the heap is over. Made of sizes that are looked at again and
 * again; for one thread.
 */
final class Burst {

  /** Less growth is not worth a collection. */
  static final long WORTH_BYTES = 8 << 20;

  private long before;
  private long last;

  /**
   * Begins with a heap that was just collected.
   *
   * @param committed its size in bytes
   */
  Burst(long committed) {
    collected(committed);
  }

  /** Looks again. True if the heap is larger than when it was collected, and grows no more. */
  boolean isOver(long committed) {
    boolean still = committed <= last;
    last = committed;
    return still && committed - before >= WORTH_BYTES;
  }

  /** What was live is known again. */
  void collected(long committed) {
    before = committed;
    last = committed;
  }
}
