package io.meshwright.proxy.upstream.health;

/** How one check ended. */
enum ProbeOutcome {
  PASSED,
  /** The host answered that it is not well: counts at once. */
  REFUSED,
  /** No answer, or no connection, in time: counts when it repeats. */
  SILENT
}
