package io.meshwright.samples.client;

import io.meshwright.samples.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of one load.
 *
 * @param requests how many were due, and sent
 * @param failures requests without a complete answer, by reason
 * @param seconds from the first request to the last answer
 */
record LoadSummary(
    String url,
    long requests,
    Answers answers,
    Map<String, Long> failures,
    LatencyMillis latency,
    double seconds) {

  LoadSummary {
    failures = Map.copyOf(failures);
  }

  /** One line. */
  String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("url", url);
    fields.put("requests", requests);
    fields.put("failed", failures.values().stream().mapToLong(Long::longValue).sum());
    answers.addTo(fields);
    fields.put("failures", new TreeMap<>(failures));
    fields.put("latencyMillis", latency.fields());
    fields.put("seconds", Math.round(seconds * 1e3) / 1e3);
    return Json.object(fields);
  }
}
