package io.meshwright.e2e.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * An open load: each request is due at its time, whether or not earlier ones were answered, and its
 * latency counts from then. The senders take turns; one that is late sends at once. Nothing is sent
 * twice.
 */
final class PacedLoad {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int REASONS_KEPT = 5;

  private final List<Exchange> senders;
  private final double rate;
  private final Duration duration;

  /** Sends one request and waits for its answer; for one thread at a time. */
  @FunctionalInterface
  interface Exchange {
    /** Throws whatever makes the request a failed one. */
    void send() throws Exception;
  }

  /**
   * A load that has not begun.
   *
   * @param senders each has one request under way at most
   * @param rate requests per second of all senders together
   */
  PacedLoad(List<? extends Exchange> senders, double rate, Duration duration) {
    this.senders = List.copyOf(senders);
    this.rate = rate;
    this.duration = duration;
  }

  /**
   * What came of it.
   *
   * @param failures how many requests were not answered as they should
   * @param reasons of the first failures
   */
  record Outcome(
      long requests,
      long failures,
      List<String> reasons,
      Duration median,
      Duration percentile99,
      Duration longest) {
    Outcome {
      reasons = List.copyOf(reasons);
    }
  }

  /** Sends all of it. */
  Outcome run() {
    long begin = System.nanoTime();
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < senders.size(); i++) {
      turns.add(new Turn(senders.get(i), begin + (long) (i * NANOS_PER_SECOND / rate)));
    }
    atOnce(turns);
    return outcome(turns);
  }

  /** Requests per second when each sender sends as fast as it is answered. */
  static double peak(List<? extends Exchange> senders, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    LongAdder answered = new LongAdder();
    atOnce(
        senders.stream()
            .<Runnable>map(
                sender ->
                    () -> {
                      while (System.nanoTime() < end) {
                        try {
                          sender.send();
                          answered.increment();
                        } catch (Exception e) {
                          throw new IllegalStateException(e);
                        }
                      }
                    })
            .toList());
    return answered.sum() * (double) NANOS_PER_SECOND / duration.toNanos();
  }

  private static void atOnce(List<? extends Runnable> tasks) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      tasks.forEach(task -> running.add(threads.submit(task)));
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Outcome outcome(List<Turn> turns) {
    long[] latencies = turns.stream().flatMapToLong(Turn::latencies).sorted().toArray();
    return new Outcome(
        latencies.length,
        turns.stream().mapToLong(turn -> turn.failures).sum(),
        turns.stream().flatMap(turn -> turn.reasons.stream()).limit(REASONS_KEPT).toList(),
        share(latencies, 50),
        share(latencies, 99),
        share(latencies, 100));
  }

  /** The latency that this percentage of the requests did not exceed. */
  private static Duration share(long[] ascending, int percent) {
    int index = Math.ceilDiv(ascending.length * percent, 100) - 1;
    return ascending.length == 0 ? Duration.ZERO : Duration.ofNanos(ascending[Math.max(0, index)]);
  }

  /** One sender's part. */
  private final class Turn implements Runnable {
    private final Exchange exchange;
    private final long first;
    private final long period = (long) (senders.size() * NANOS_PER_SECOND / rate);
    private final long[] latencies = new long[(int) (duration.toNanos() / period)];
    private final List<String> reasons = new ArrayList<>();
    private int sent;
    private long failures;

    Turn(Exchange exchange, long first) {
      this.exchange = exchange;
      this.first = first;
    }

    @Override
    public void run() {
      while (sent < latencies.length && !Thread.currentThread().isInterrupted()) {
        long due = first + sent * period;
        LockSupport.parkNanos(due - System.nanoTime());
        if (System.nanoTime() >= due) {
          sendOne();
          latencies[sent] = System.nanoTime() - due;
          sent++;
        }
      }
    }

    private void sendOne() {
      try {
        exchange.send();
      } catch (Exception e) {
        failures++;
        if (reasons.size() < REASONS_KEPT) {
          reasons.add(e.toString());
        }
      }
    }

    LongStream latencies() {
      return Arrays.stream(latencies, 0, sent);
    }
  }
}
