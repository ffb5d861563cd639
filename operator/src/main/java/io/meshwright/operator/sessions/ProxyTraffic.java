package io.meshwright.operator.sessions;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one proxy has counted since its process began.
 *
 * @param node its xDS node id
 * @param problem why it could not be read; nothing is counted then
 */
public record ProxyTraffic(
    String node, String namespace, List<Counts> counts, Optional<String> problem) {

  public ProxyTraffic {
    counts = List.copyOf(counts);
  }

  /**
   * Requests of one workload.
   *
   * @param inbound received by the workload; otherwise sent by it
   * @param latency requests of each bucket alone, by its upper bound in milliseconds
   */
  public record Counts(
      boolean inbound,
      String workload,
      List<Outcome> outcomes,
      NavigableMap<Double, Long> latency) {
    public Counts {
      outcomes = List.copyOf(outcomes);
      latency = Collections.unmodifiableNavigableMap(new TreeMap<>(latency));
    }
  }

  /**
   * Requests that ended alike.
   *
   * @param code 0 if nothing was answered
   * @param grpcStatus empty if they were not gRPC
   * @param flags in Envoy's words; {@code -} for none
   */
  public record Outcome(int code, String grpcStatus, String flags, long requests) {}
}
