package io.meshwright.proxy;

import io.meshwright.proxy.snapshot.DataPlane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets clients leave before a process closes what they use. */
final class OrderlyEnd {
  private static final Logger LOG = System.getLogger(OrderlyEnd.class.getName());

  /** How much longer than its grace a drain may take before it is given up. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  private OrderlyEnd() {}

  /** Drains; blocks for as long as that takes. */
  static void drain(DataPlane dataPlane, Duration grace) {
    LOG.log(Level.INFO, "draining for at most {0}", grace);
    try {
      dataPlane
          .drain(grace)
          .toCompletableFuture()
          .get(grace.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, "connections were left when the drain ended", e);
    }
  }
}
