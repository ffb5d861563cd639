package io.meshwright.samples.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the workers of one load saw. Safe for use by all of them. */
final class LoadTally {

  private final AnswerTally answers = new AnswerTally();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  /** By number of the request; each is written by one worker. -1 where no answer came. */
  private final long[] latencies;

  LoadTally(long requests) {
    latencies = new long[Math.toIntExact(requests)];
    Arrays.fill(latencies, -1);
  }

  void answered(int number, HttpResponse response, long nanos) {
    answers.count(Integer.toString(response.status()), response::header);
    latencies[number] = nanos;
  }

  void failed(IOException cause) {
    String reason = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    failures
        .computeIfAbsent(cause.getClass().getSimpleName() + reason, _ -> new LongAdder())
        .increment();
  }

  /** To be called when the workers are done; {@code requests} is how many were due. */
  LoadSummary summarize(RequestConfig request, long requests, long elapsedNanos) {
    Map<String, Long> sums = new TreeMap<>();
    failures.forEach((reason, count) -> sums.put(reason, count.sum()));
    long[] sorted = Arrays.stream(latencies).filter(nanos -> nanos >= 0).sorted().toArray();
    return new LoadSummary(
        request.uri().toString(),
        requests,
        answers.sum(),
        sums,
        LatencyMillis.of(sorted),
        elapsedNanos / 1e9);
  }
}
