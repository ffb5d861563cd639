package io.meshwright.operator.kube;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Every write to the cluster passes here, so that a replica which stops leading stops writing: what
 * it leaves half done its successor finishes. Thread-safe.
 */
final class WriteGate {

  private final ReadWriteLock passing = new ReentrantReadWriteLock();
  private volatile boolean closed;

  /**
   * Runs a write.
   *
   * @throws CancellationException when the gate is closed
   */
  void pass(Runnable write) {
    if (closed) {
      throw refusal();
    }
    passing.readLock().lock();
    try {
      if (closed) {
        throw refusal();
      }
      write.run();
    } finally {
      passing.readLock().unlock();
    }
  }

  /**
   * Lets no write begin any more and waits for those that have begun.
   *
   * @return whether they ended in time
   */
  boolean close(Duration patience) {
    closed = true;
    try {
      if (!passing.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      passing.writeLock().unlock();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static CancellationException refusal() {
    return new CancellationException("this replica is stopping; its successor goes on");
  }
}
