package io.meshwright.operator.preflight;

/** What a finding means for a revision. */
public enum Severity {
  /** It must not become active. */
  BLOCKING,
  /** It may; the user should know. */
  WARNING
}
