package io.meshwright.samples.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the workers of one load saw. Safe for use by all of them. */
final class LoadTally {

  private final Map<String, LongAdder> statuses = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> versions = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  /** By number of the request; each is written by one worker. -1 where no answer came. */
  private final long[] latencies;

  LoadTally(long requests) {
    latencies = new long[Math.toIntExact(requests)];
    Arrays.fill(latencies, -1);
  }

  void answered(int number, HttpResponse response, long nanos) {
    count(statuses, Integer.toString(response.status()));
    String version = response.header("x-version");
    if (!version.isEmpty()) {
      count(versions, version);
    }
    latencies[number] = nanos;
  }

  void failed(IOException cause) {
    String reason = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    count(failures, cause.getClass().getSimpleName() + reason);
  }

  private static void count(Map<String, LongAdder> counts, String key) {
    counts.computeIfAbsent(key, _ -> new LongAdder()).increment();
  }

  /** To be called when the workers are done; {@code requests} is how many were due. */
  LoadSummary summarize(RequestConfig request, long requests, long elapsedNanos) {
    long[] sorted = Arrays.stream(latencies).filter(nanos -> nanos >= 0).sorted().toArray();
    return new LoadSummary(
        request.uri().toString(),
        requests,
        sum(statuses),
        sum(versions),
        sum(failures),
        LatencyMillis.of(sorted),
        elapsedNanos / 1e9);
  }

  private static Map<String, Long> sum(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
