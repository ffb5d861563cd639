package io.meshwright.proxy.snapshot;

/** Is told of each new snapshot, on the configuration thread; must not block and must not throw. */
@FunctionalInterface
public interface SnapshotListener {

  /**
   * The configuration changed. {@link SnapshotPublisher#current()} returns {@code current} already.
   * Records that did not change between the two are the same objects or at least equal.
   */
  void published(RuntimeSnapshot previous, RuntimeSnapshot current);
}
