package io.meshwright.runtime.traffic;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The requests of a workload that one proxy has counted since its process began.
 *
 * @param workload in the proxy's namespace
 * @param latency requests of each bucket alone, by its upper bound in milliseconds
 */
public record WorkloadTraffic(
    Direction direction,
    String workload,
    Map<Outcome, Long> outcomes,
    NavigableMap<Double, Long> latency) {

  /** Who counted. */
  public enum Direction {
    /** The proxy of whom the requests were for. */
    INBOUND,
    /** The proxy of whom sent them. */
    OUTBOUND
  }

  /**
   * How a request ended, in the words of the metric's labels.
   *
   * @param code 0 if nothing was answered
   * @param grpcStatus empty if it was not gRPC
   * @param flags {@code -} for none
   */
  public record Outcome(int code, String grpcStatus, String flags) {}

  public WorkloadTraffic {
    outcomes = Map.copyOf(outcomes);
    latency = Collections.unmodifiableNavigableMap(new TreeMap<>(latency));
  }
}
