package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * How the hosts of a cluster are asked whether they are well.
 *
 * @param unhealthyThreshold 1 or more; checks without an answer in a row
 * @param healthyThreshold 1 or more; checks passed in a row
 */
public record HealthCheck(
    Timing timing, int unhealthyThreshold, int healthyThreshold, Probe probe) {

  /**
   * When checks are made.
   *
   * @param timeout of one check
   * @param interval between checks of a host that is well
   * @param unhealthyInterval between checks of one that is not
   * @param unhealthyEdge after the check by which it was found not to be well
   * @param healthyEdge after the check by which it was found to be well again
   * @param initialJitter random time before the first check, at most
   * @param jitter random time added to each interval, at most
   * @param jitterPercent random share of the interval added to it, at most
   */
  public record Timing(
      Duration timeout,
      Duration interval,
      Duration unhealthyInterval,
      Duration unhealthyEdge,
      Duration healthyEdge,
      Duration initialJitter,
      Duration jitter,
      int jitterPercent) {

    /** The pause after a check that changed the host's state. */
    public Duration edge(boolean nowHealthy) {
      return nowHealthy ? healthyEdge : unhealthyEdge;
    }

    /** The pause after any other. */
    public Duration steady(boolean healthy) {
      return healthy ? interval : unhealthyInterval;
    }
  }

  /** What is asked. */
  public sealed interface Probe {
    /**
     * A request over HTTP/1.1.
     *
     * @param expected statuses that are well
     */
    record Http(String method, String host, String path, List<Range> expected) implements Probe {
      public Http {
        expected = List.copyOf(expected);
      }

      /** Whether a status says that the host is well. */
      public boolean expects(int status) {
        return expected.stream().anyMatch(range -> status >= range.start() && status < range.end());
      }
    }

    /**
     * A call of {@code grpc.health.v1.Health/Check}.
     *
     * @param service asked for; empty is the server as a whole
     * @param metadata sent with the call
     */
    record Grpc(String service, String authority, List<HeaderValue> metadata) implements Probe {
      public Grpc {
        metadata = List.copyOf(metadata);
      }
    }

    /**
     * Bytes, in hexadecimal form.
     *
     * @param send may be empty
     * @param receive must come in this order; empty: the connection suffices
     */
    record Tcp(String send, List<String> receive) implements Probe {
      public Tcp {
        receive = List.copyOf(receive);
      }
    }
  }

  /** Statuses from {@code start} to below {@code end}. */
  public record Range(long start, long end) {}
}
