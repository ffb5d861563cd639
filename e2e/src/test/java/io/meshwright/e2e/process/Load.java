package io.meshwright.e2e.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A bounded number of requests over a few keep-alive connections, without client retries: each
 * failure counts. A connection that the mesh announced to close, or that failed, is replaced.
 */
final class Load {
  private static final int CONNECTIONS = 4;
  private static final int PACE_MILLIS = 20;

  private final HttpCall call;
  private final int connections;
  private final AtomicInteger left;
  private final Tally tally = new Tally();

  Load(HttpCall call, int requests) {
    this(call, requests, CONNECTIONS);
  }

  private Load(HttpCall call, int requests, int connections) {
    this.call = call;
    this.connections = connections;
    this.left = new AtomicInteger(requests);
  }

  /** The same load over this many connections. */
  Load over(int changed) {
    return new Load(call, left.get(), changed);
  }

  /** Sends all of it, each connection as fast as it is answered. */
  Tally.Report run() {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        running.add(senders.submit(this::sendAll));
      }
      for (Future<?> sender : running) {
        sender.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return tally.report();
  }

  /**
   * Sends 50 requests a second on each connection beside the action, until the action ends; a load
   * that ends earlier has not seen all of it and fails.
   */
  Tally.Report during(Runnable action) {
    ScheduledExecutorService pace =
        Executors.newScheduledThreadPool(connections, Thread.ofVirtual().factory());
    List<Sender> senders = Stream.generate(Sender::new).limit(connections).toList();
    try (pace) {
      for (Sender sender : senders) {
        var _ = pace.scheduleAtFixedRate(sender::sendOne, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
      }
      action.run();
    }
    senders.forEach(Sender::disconnect);
    if (left.get() <= 0) {
      throw new IllegalStateException("The load ended before the action beside it");
    }
    return tally.report();
  }

  private void sendAll() {
    Sender sender = new Sender();
    boolean more = true;
    while (more) {
      more = sender.sendOne();
    }
    sender.disconnect();
  }

  /** A connection's worth of the load. For one thread at a time. */
  private final class Sender {
    private final HttpSender sender = new HttpSender(call);

    boolean sendOne() {
      if (left.getAndDecrement() <= 0) {
        return false;
      }
      try {
        tally.answered(sender.send());
      } catch (IOException e) {
        tally.failed(e);
      }
      return true;
    }

    void disconnect() {
      sender.close();
    }
  }
}
