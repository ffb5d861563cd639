package io.meshwright.operator.heap;

import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Collects the whole heap after each burst, whereupon the JVM gives back what is free beyond its
 * options' share. It does so by itself only when the heap has reached its limit. A collection stops
 * all threads for about 0.1 s.
 */
@ApplicationScoped
public final class HeapRelease {

  private static final Logger LOG = Logger.getLogger(HeapRelease.class);
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("heap").factory());

  /** Used by the executor's thread only. */
  private final Burst burst = new Burst(committed());

  @Startup
  void start() {
    var _ =
        executor.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Shutdown
  void stop() {
    executor.shutdownNow();
  }

  private void look() {
    long grown = committed();
    if (burst.isOver(grown)) {
      memory.gc();
      burst.collected(committed());
      LOG.debugf("heap of %d KB collected, %d KB left", grown >> 10, committed() >> 10);
    }
  }

  private long committed() {
    return memory.getHeapMemoryUsage().getCommitted();
  }
}
