package io.meshwright.samples.client;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/** Counts answers. Safe for use by any number of threads. */
final class AnswerTally {

  private final Map<String, LongAdder> statuses = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> versions = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> pods = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> zones = new ConcurrentHashMap<>();

  /** {@code header} gives the answer's headers by lower-case name; "" for one that is absent. */
  void count(String status, UnaryOperator<String> header) {
    count(statuses, status);
    count(versions, header.apply("x-version"));
    count(pods, header.apply("x-pod"));
    count(zones, header.apply("x-zone"));
  }

  private static void count(Map<String, LongAdder> counts, String key) {
    if (!key.isEmpty()) {
      counts.computeIfAbsent(key, _ -> new LongAdder()).increment();
    }
  }

  Answers sum() {
    return new Answers(sum(statuses), sum(versions), sum(pods), sum(zones));
  }

  private static Map<String, Long> sum(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
