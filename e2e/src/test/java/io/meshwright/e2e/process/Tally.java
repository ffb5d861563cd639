package io.meshwright.e2e.process;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Counts what came of requests. Safe for use by several threads. */
final class Tally {
  private final ConcurrentHashMap<Integer, Integer> statuses = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Integer> versions = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  void answered(HttpAnswer answer) {
    statuses.merge(answer.status(), 1, Integer::sum);
    versions.merge(answer.version(), 1, Integer::sum);
  }

  void failed(Exception reason) {
    failures.add(reason.toString());
  }

  Report report() {
    return new Report(statuses, versions, List.copyOf(failures));
  }

  /**
   * What came of it.
   *
   * @param statuses answers by status
   * @param versions answers by version of the application
   * @param failures exchanges without an answer, each with its reason
   */
  record Report(
      Map<Integer, Integer> statuses, Map<String, Integer> versions, List<String> failures) {
    Report {
      statuses = Map.copyOf(statuses);
      versions = Map.copyOf(versions);
      failures = List.copyOf(failures);
    }

    /** The answers of this version. */
    int of(String version) {
      return versions.getOrDefault(version, 0);
    }
  }
}
