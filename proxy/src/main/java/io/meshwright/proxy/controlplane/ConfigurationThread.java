package io.meshwright.proxy.controlplane;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that owns all configuration state. A task that throws is logged and ends alone.
 */
public final class ConfigurationThread implements Executor, AutoCloseable {
  private static final Logger LOG = System.getLogger(ConfigurationThread.class.getName());

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("config").daemon().unstarted(task));

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

  @Override
  public void close() {
    executor.shutdownNow();
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
