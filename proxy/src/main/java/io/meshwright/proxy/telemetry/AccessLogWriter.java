package io.meshwright.proxy.telemetry;

import io.meshwright.proxy.snapshot.AccessLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes access log lines on a thread of its own. The queue is bounded: when the reader of the log
 * is slow, lines are dropped and counted, requests are never held up.
 */
public final class AccessLogWriter implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AccessLogWriter.class.getName());
  private static final int CAPACITY = 8192;

  private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Map<AccessLog.Target, OutputStream> outputs = new HashMap<>();
  private final Thread thread;

  private record Line(AccessLog.Target target, String text) {}

  /**
   * Starts the thread.
   *
   * @param stdout for {@link AccessLog.Target.Stdout}; not closed here
   * @param stderr for {@link AccessLog.Target.Stderr}; not closed here
   */
  public AccessLogWriter(OutputStream stdout, OutputStream stderr) {
    outputs.put(new AccessLog.Target.Stdout(), stdout);
    outputs.put(new AccessLog.Target.Stderr(), stderr);
    thread = Thread.ofPlatform().name("access-log").daemon().start(this::run);
  }

  /** Queues a line; false if there is no room. From any thread, never blocks. */
  boolean offer(AccessLog.Target target, String line) {
    return queue.offer(new Line(target, line));
  }

  private void run() {
    try {
      while (true) {
        Line line = queue.take();
        while (line != null) {
          write(line);
          line = queue.poll();
        }
        flush();
      }
    } catch (InterruptedException _) {
      Line line = queue.poll();
      while (line != null) {
        write(line);
        line = queue.poll();
      }
      flush();
    }
  }

  private void write(Line line) {
    try {
      output(line.target()).write(line.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "access log not written: {0}", e.getMessage());
    }
  }

  private OutputStream output(AccessLog.Target target) throws IOException {
    OutputStream known = outputs.get(target);
    if (known != null) {
      return known;
    }
    OutputStream opened =
        switch (target) {
          case AccessLog.Target.File(String path) ->
              Files.newOutputStream(
                  Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          case AccessLog.Target.Stdout(), AccessLog.Target.Stderr() ->
              throw new IOException("no stream for " + target);
        };
    outputs.put(target, opened);
    return opened;
  }

  private void flush() {
    for (OutputStream output : outputs.values()) {
      try {
        output.flush();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "access log not written: {0}", e.getMessage());
      }
    }
  }

  /** Writes what is queued and ends the thread. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
