package io.meshwright.runtime.bench;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits from now until each of so many proxies has what it shall have. */
final class Arrival {

  private static final long LIMIT_SECONDS = 300;

  private final long begin = System.nanoTime();
  private final Set<SimulatedProxy> arrived = ConcurrentHashMap.newKeySet();
  private final CountDownLatch missing;
  private volatile long end = begin;

  Arrival(int proxies) {
    this.missing = new CountDownLatch(proxies);
  }

  /** Counts a proxy once. */
  void at(SimulatedProxy proxy) {
    if (arrived.add(proxy)) {
      end = System.nanoTime();
      missing.countDown();
    }
  }

  /** How long the last took. */
  Duration await() throws InterruptedException {
    if (!missing.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(missing.getCount() + " proxies still wait");
    }
    return Duration.ofNanos(end - begin);
  }
}
