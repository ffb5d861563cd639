package io.meshwright.proxy.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counter that one event loop writes and any thread reads. Costs no more than a plain field; a
 * reader may see a value that is a moment old, never a torn one.
 */
public final class LoopCounter {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(LoopCounter.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long value;

  /** Adds; on the owning loop only. */
  public void add(long amount) {
    VALUE.setOpaque(this, value + amount);
  }

  /** Adds one; on the owning loop only. */
  public void increment() {
    add(1);
  }

  /** Subtracts one; on the owning loop only. */
  public void decrement() {
    add(-1);
  }

  /** Reads; from any thread. */
  public long get() {
    return (long) VALUE.getOpaque(this);
  }
}
