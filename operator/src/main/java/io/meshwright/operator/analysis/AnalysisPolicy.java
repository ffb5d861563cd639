package io.meshwright.operator.analysis;

import java.time.Duration;
import java.util.List;

/**
 * By what a wave is judged; a spec without mistakes.
 *
 * @param window how long is counted on each side
 * @param warmUp how long after a wave has rolled nothing is counted
 * @param interval between two looks
 * @param failureLimit how many looks in a row must find a wave degraded
 * @param minSamples requests that a comparison needs on each side
 * @param rollback whether the mesh goes back when a wave is degraded
 */
public record AnalysisPolicy(
    Duration window,
    Duration warmUp,
    Duration interval,
    int failureLimit,
    long minSamples,
    boolean rollback,
    List<Metric> metrics,
    SampleOrigin origin) {

  public AnalysisPolicy {
    metrics = List.copyOf(metrics);
  }

  /** How many looks there are at a wave, at most. */
  int looks() {
    long within = Math.ceilDiv(window.toMillis(), interval.toMillis());
    // the looks that confirm what the last one in the window found
    return Math.toIntExact(within + failureLimit);
  }

  /** What is compared. */
  public sealed interface Metric {

    /**
     * The share of requests that did not fail.
     *
     * @param maxDecrease by what share of all requests it may fall, from 0 to 1
     */
    record SuccessRate(double maxDecrease) implements Metric {
      @Override
      public String words() {
        return "success rate";
      }
    }

    /**
     * How long requests take.
     *
     * @param percentile the share of requests, in percent, whose time is compared
     * @param maxRatio how many times as long they may take
     * @param minIncrease milliseconds by which they may be slower whatever the ratio
     */
    record Latency(int percentile, double maxRatio, double minIncrease) implements Metric {
      @Override
      public String words() {
        return "latency of the percentile " + percentile;
      }
    }

    /** As users read it. */
    String words();
  }
}
