package io.meshwright.operator.metrics;

/** Decides who may read the metrics. */
@FunctionalInterface
public interface Gatekeeper {

  /** What a bearer of a token is told. */
  enum Verdict {
    ADMITTED,
    /** Nobody that the cluster knows. */
    UNKNOWN,
    /** Known, but without the right to {@code get} the path {@code /metrics}. */
    FORBIDDEN
  }

  /** Judges a token; may block. */
  Verdict judge(String token);
}
