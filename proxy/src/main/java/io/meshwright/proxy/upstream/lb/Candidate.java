package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.MatchLabels;

/** A host as load balancing sees it. */
public interface Candidate {
  /** Share among the hosts of its locality; 1 or more. */
  long weight();

  /** Requests or connections that it has now, as far as this worker knows. */
  long active();

  /** When it was first seen, on the clock of {@link System#nanoTime}. */
  long sinceNanos();

  /** By which hash tables know it: its address and port. */
  String hashKey();

  /** By which requests choose. */
  MatchLabels subsetLabels();

  /** Whether it should be used while others are not all down. */
  boolean healthy();
}
