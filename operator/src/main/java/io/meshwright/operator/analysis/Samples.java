package io.meshwright.operator.analysis;

import java.util.Map;

/** What was counted of each workload in a span of time; whom it does not name had no request. */
public record Samples(Map<Subject, Traffic> traffic) {

  public Samples {
    traffic = Map.copyOf(traffic);
  }

  /** Of one subject. */
  public Traffic of(Subject subject) {
    return traffic.getOrDefault(subject, Traffic.none());
  }
}
