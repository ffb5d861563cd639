package io.meshwright.operator.analysis;

/**
 * Whose requests were counted: those that a workload received, or those that it sent.
 *
 * @param workload name as in the label {@code destination_workload} or {@code source_workload}
 */
public record Subject(String namespace, String workload, Direction direction) {

  /** Which of a workload's requests. */
  public enum Direction {
    /** Received, as its own proxies counted them. */
    INBOUND,
    /** Sent, as its own proxies counted them. */
    OUTBOUND
  }
}
