package io.meshwright.samples.client;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at a fixed rate over a fixed number of connections, each by a virtual thread of
 * its own.
 *
 * <p>The load is open: a request is due at its time whether or not earlier ones were answered, and
 * its latency counts from when it was due, so a stalled server shows in the figures. A request that
 * fails is counted, not repeated; its connection is replaced.
 */
final class LoadClient {

  private final LoadConfig config;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong end = new AtomicLong();

  LoadClient(LoadConfig config) {
    this.config = config;
    this.end.set(config.requests());
  }

  /** Runs the whole load and returns when its last request is answered or has failed. */
  LoadSummary run() {
    LoadTally tally = new LoadTally(config.requests());
    long start = System.nanoTime();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < config.connections(); i++) {
        workers.execute(() -> work(start, tally));
      }
    }
    return tally.summarize(config.request(), end.get(), System.nanoTime() - start);
  }

  /** Ends {@link #run()} early: no request becomes due after those of the moment. */
  void stop() {
    end.set(Math.min(config.requests(), next.getAndSet(config.requests())));
  }

  private void work(long start, LoadTally tally) {
    @Nullable HttpConnection connection = null;
    try {
      for (long i = next.getAndIncrement(); i < config.requests(); i = next.getAndIncrement()) {
        long due = start + config.dueNanos(i);
        awaitNanoTime(due);
        try {
          if (connection == null) {
            connection = HttpConnection.open(config.request());
          }
          HttpResponse response = connection.exchange(config.request());
          tally.answered((int) i, response, System.nanoTime() - due);
        } catch (IOException e) {
          tally.failed(e);
        }
        if (connection != null && !connection.reusable()) {
          close(connection);
          connection = null;
        }
      }
    } finally {
      close(connection);
    }
  }

  private static void awaitNanoTime(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void close(@Nullable HttpConnection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException _) {
        // its last answer is complete
      }
    }
  }
}
