package io.meshwright.operator.analysis;

/**
 * What was counted of some requests.
 *
 * @param requests all that were answered, or given up
 * @param failed those of them that a user would call failed by the server's or the mesh's fault
 * @param latency of all; may be of fewer where a source does not count them together
 */
public record Traffic(long requests, long failed, LatencyHistogram latency) {

  /** No request. */
  public static Traffic none() {
    return new Traffic(0, 0, LatencyHistogram.empty());
  }

  /** Both together. */
  public Traffic plus(Traffic other) {
    return new Traffic(
        requests + other.requests, failed + other.failed, latency.plus(other.latency));
  }
}
