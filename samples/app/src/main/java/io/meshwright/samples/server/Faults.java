package io.meshwright.samples.server;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What goes wrong with the next requests of this instance. Safe for use by any number of threads.
 */
final class Faults {

  private static final int MOST_DELAY_MILLIS = 60_000;

  private final AtomicReference<Plan> plan = new AtomicReference<>(new Plan(Fault.NONE, 0));

  /**
   * What goes wrong with one request.
   *
   * @param status answered instead of what would be; 0 for none
   * @param reset no answer, but the end of the connection or stream
   */
  record Fault(int status, int delayMillis, boolean reset) {

    static final Fault NONE = new Fault(0, 0, false);

    /**
     * Reads {@code status}, {@code delay} (milliseconds) and {@code reset} with a prefix to their
     * names; what is not given or not sensible does not happen.
     */
    static Fault of(Map<String, String> words, String prefix) {
      int status = number(words, prefix + "status", 599);
      return new Fault(
          status < 200 ? 0 : status,
          number(words, prefix + "delay", MOST_DELAY_MILLIS),
          Boolean.parseBoolean(words.get(prefix + "reset")));
    }
  }

  private record Plan(Fault fault, int requests) {

    Plan afterOne() {
      return requests == 0 ? this : new Plan(fault, requests - 1);
    }
  }

  /** Replaces what was planned: {@code count} requests, all that follow without it, none for 0. */
  void plan(Map<String, String> words) {
    int requests =
        words.containsKey("count") ? number(words, "count", Integer.MAX_VALUE) : Integer.MAX_VALUE;
    plan.set(new Plan(Fault.of(words, ""), requests));
  }

  /** What goes wrong with the request that asks; one less is left. */
  Optional<Fault> next() {
    Plan before = plan.getAndUpdate(Plan::afterOne);
    return before.requests() == 0 ? Optional.empty() : Optional.of(before.fault());
  }

  private static int number(Map<String, String> words, String name, int most) {
    try {
      return Math.clamp(Long.parseLong(words.getOrDefault(name, "0")), 0, most);
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
