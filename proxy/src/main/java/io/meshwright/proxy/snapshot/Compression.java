package io.meshwright.proxy.snapshot;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is compressed with gzip, and how.
 *
 * @param requests absent: no request is
 * @param responses absent: no response is
 * @param gzip how hard it is tried
 */
public record Compression(@Nullable Direction requests, @Nullable Responses responses, Gzip gzip) {
  /** Envoy's {@code min_content_length} when unset. */
  public static final int DEFAULT_MINIMUM = 30;

  /** Envoy's {@code content_type} when unset. */
  public static final List<String> DEFAULT_TYPES =
      List.of(
          "application/javascript",
          "application/json",
          "application/xhtml+xml",
          "image/svg+xml",
          "text/css",
          "text/html",
          "text/plain",
          "text/xml");

  /**
   * Which messages.
   *
   * @param minimum of the length that they tell, in bytes
   * @param types of content, without parameters, in lower case; a message without one is compressed
   */
  public record Direction(int minimum, Set<String> types) {
    public Direction {
      types = Set.copyOf(types);
    }
  }

  /**
   * Which responses.
   *
   * @param notWithEtag whether those with an {@code etag} stay as they are
   * @param acceptEncodingRemoved whether the upstream is not told what the client accepts
   * @param excluded statuses of those that stay as they are
   */
  public record Responses(
      Direction which, boolean notWithEtag, boolean acceptEncodingRemoved, Set<Integer> excluded) {
    public Responses {
      excluded = Set.copyOf(excluded);
    }
  }

  /**
   * As {@link java.util.zip.Deflater} has them.
   *
   * @param level -1, or 1 to 9
   */
  public record Gzip(int level, int strategy) {}

  /** What a route says otherwise; {@code acceptEncodingRemoved} is absent if it says nothing. */
  public record OfRoute(@Nullable Boolean acceptEncodingRemoved) implements RouteFilterConfig {}
}
