package io.meshwright.proxy.controlplane;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that owns all configuration state. A task that throws is logged and ends alone.
 */
public final class ConfigurationThread implements Executor, AutoCloseable {
  private static final Logger LOG = System.getLogger(ConfigurationThread.class.getName());

  private static final long CLOSE_SECONDS = 2;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().name("config").daemon().unstarted(task));

  /** Starts no thread before the first task. */
  public ConfigurationThread() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the configuration thread has ended", e);
    }
  }

  /** Runs a task after a pause. */
  public void after(Duration pause, Runnable task) {
    try {
      var _ = executor.schedule(guarded(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the configuration thread has ended", e);
    }
  }

  /** Finishes what was handed over before, without waiting for delayed tasks. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a configuration task failed", e);
      }
    };
  }
}
