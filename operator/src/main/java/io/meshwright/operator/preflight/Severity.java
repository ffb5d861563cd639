package io.meshwright.operator.preflight;

/** What a finding does to a revision. */
public enum Severity {
  /** Nothing may follow the revision until it is gone. */
  BLOCKING,
  /** Worth knowing; shown in the {@code Warning} condition. */
  WARNING
}
