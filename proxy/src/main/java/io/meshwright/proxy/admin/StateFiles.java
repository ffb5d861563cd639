package io.meshwright.proxy.admin;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How the hooks of the pod's life cycle talk to the proxy: the image has a shell, but no HTTP
 * client. {@code ready} appears when the proxy is ready, so that the application may start; when a
 * hook creates {@code drain}, clients are asked to leave. Files of an earlier run are removed
 * first. Does nothing where the directory does not exist.
 */
public final class StateFiles implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StateFiles.class.getName());
  private static final String READY = "ready";
  private static final String DRAIN = "drain";
  private static final long POLL_MILLIS = 100;

  private final Path directory;
  private final Readiness readiness;
  private final Runnable drain;
  private final ScheduledThreadPoolExecutor timer;
  private boolean readyWritten;
  private boolean drainSeen;

  /**
   * Nothing happens before {@link #start()}.
   *
   * @param drain called once, on this object's thread
   */
  public StateFiles(Path directory, Readiness readiness, Runnable drain) {
    this.directory = directory;
    this.readiness = readiness;
    this.drain = drain;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("state-files").daemon().unstarted(task));
  }

  /** Removes old files, then looks for changes until closed. */
  public void start() throws IOException {
    if (Files.isDirectory(directory)) {
      Files.deleteIfExists(directory.resolve(READY));
      Files.deleteIfExists(directory.resolve(DRAIN));
      var _ =
          timer.scheduleWithFixedDelay(this::look, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    if (!readyWritten && readiness.obstacle().isEmpty()) {
      readyWritten = true;
      writeReady();
    }
    if (!drainSeen && Files.exists(directory.resolve(DRAIN))) {
      drainSeen = true;
      LOG.log(Level.INFO, "the pod ends: clients are asked to leave");
      drain.run();
    }
  }

  private void writeReady() {
    try {
      Files.createFile(directory.resolve(READY));
    } catch (FileAlreadyExistsException _) {
      // what it says is true
    } catch (IOException e) {
      LOG.log(Level.ERROR, "containers that wait for the proxy will not start", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
