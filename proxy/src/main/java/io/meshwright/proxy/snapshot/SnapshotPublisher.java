package io.meshwright.proxy.snapshot;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hands the configuration over to the data path: one volatile write of a complete value, read from
 * any thread.
 */
public final class SnapshotPublisher {

  private final List<SnapshotListener> listeners = new CopyOnWriteArrayList<>();
  private volatile RuntimeSnapshot current = RuntimeSnapshot.EMPTY;

  /** The latest snapshot. */
  public RuntimeSnapshot current() {
    return current;
  }

  /** Listeners are told in the order in which they were added. */
  public void addListener(SnapshotListener listener) {
    listeners.add(listener);
  }

  /** Replaces the snapshot and tells the listeners; called on the configuration thread only. */
  public void publish(RuntimeSnapshot snapshot) {
    RuntimeSnapshot previous = current;
    current = snapshot;
    for (SnapshotListener listener : listeners) {
      listener.published(previous, snapshot);
    }
  }
}
