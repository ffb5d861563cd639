package io.meshwright.proxy.snapshot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long requests of a route may take.
 *
 * @param total of the whole request including retries, from its last byte; zero is no limit
 * @param idle of the stream, instead of the connection manager's; absent keeps that
 * @param grpcMaximum upper limit of a gRPC request's own {@code grpc-timeout}, which then replaces
 *     {@code total}; absent ignores that header, zero puts no limit on it
 * @param stream absent: the connection manager's limit of streams
 */
public record RouteTimes(
    Duration total,
    @Nullable Duration idle,
    @Nullable Duration grpcMaximum,
    @Nullable StreamLimit stream) {

  /** Envoy's {@code timeout} when unset. */
  public static final Duration DEFAULT_TOTAL = Duration.ofSeconds(15);

  /** Only a total. */
  public static RouteTimes of(Duration total) {
    return new RouteTimes(total, null, null, null);
  }

  /**
   * How long a stream may last, from its first byte; it takes the place of {@code total} and {@code
   * grpcMaximum}.
   *
   * @param maximum absent: the connection manager's; zero is no limit
   * @param grpcMaximum absent ignores the header {@code grpc-timeout} of gRPC requests, which
   *     otherwise replaces {@code maximum}; zero puts no limit on it
   * @param grpcOffset by which the client's own timeout is ended earlier; zero is not at all
   */
  public record StreamLimit(
      @Nullable Duration maximum, @Nullable Duration grpcMaximum, Duration grpcOffset) {}
}
