package io.meshwright.operator.preflight;

/** What was found. The words are stable. */
public enum FindingCode {
  /** The operator does not know the revision's version. */
  UNKNOWN_VERSION,
  /** The revision's version is not supported any more. */
  END_OF_LIFE
}
