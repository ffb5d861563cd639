package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a request is sent again.
 *
 * @param statusCodes that count under {@link On#RETRIABLE_STATUS_CODES}
 * @param headers response headers that count under {@link On#RETRIABLE_HEADERS}
 * @param requestHeaders only requests with one of these are retried; empty: all
 * @param retries how many times at most, after the first attempt
 * @param perTryTimeout absent: the route's
 * @param perTryIdleTimeout absent: none
 * @param placement where the next attempt goes
 */
public record RetryPolicy(
    Set<On> on,
    List<Integer> statusCodes,
    List<HeaderMatcher> headers,
    List<HeaderMatcher> requestHeaders,
    int retries,
    @Nullable Duration perTryTimeout,
    @Nullable Duration perTryIdleTimeout,
    Backoff backoff,
    Placement placement) {

  /** Envoy's base of the pause when unset. */
  public static final Duration DEFAULT_BACKOFF_BASE = Duration.ofMillis(25);

  /** Envoy's longest pause by a header when unset. */
  public static final Duration DEFAULT_HEADER_MAXIMUM = Duration.ofMinutes(5);

  public RetryPolicy {
    on = on.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(on));
    statusCodes = List.copyOf(statusCodes);
    headers = List.copyOf(headers);
    requestHeaders = List.copyOf(requestHeaders);
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param base the first pause is random in {@code [0, base)}, doubled each time
   * @param maximum longest pause of that kind
   * @param byHeaders response headers that say when to come back, the first that does counts
   * @param byHeaderMaximum a longer pause than this is not believed
   */
  public record Backoff(
      Duration base, Duration maximum, List<ResetHeader> byHeaders, Duration byHeaderMaximum) {
    public Backoff {
      byHeaders = List.copyOf(byHeaders);
    }

    /** Without headers. */
    public static Backoff of(Duration base, Duration maximum) {
      return new Backoff(base, maximum, List.of(), DEFAULT_HEADER_MAXIMUM);
    }
  }

  /**
   * A response header that says when to come back.
   *
   * @param timestamp whether its value is a time in seconds since 1970, instead of a duration
   */
  public record ResetHeader(String name, boolean timestamp) {}

  /**
   * Where the next attempt goes.
   *
   * @param avoidPreviousHosts whether an endpoint that was tried is not chosen again if another is
   *     there
   * @param selections how often a choice is repeated to avoid one; 1 or more
   * @param leavePrioritiesEvery after so many attempts the priorities tried until then are left
   *     out; 0 never
   */
  public record Placement(boolean avoidPreviousHosts, int selections, int leavePrioritiesEvery) {
    /** As for the first attempt. */
    public static final Placement ANYWHERE = new Placement(false, 1, 0);
  }

  /** The conditions of Envoy's {@code x-envoy-retry-on} and {@code x-envoy-retry-grpc-on}. */
  public enum On {
    SERVER_ERROR("5xx"),
    GATEWAY_ERROR("gateway-error"),
    RESET("reset"),
    RESET_BEFORE_REQUEST("reset-before-request"),
    CONNECT_FAILURE("connect-failure"),
    ENVOY_RATELIMITED("envoy-ratelimited"),
    RETRIABLE_4XX("retriable-4xx"),
    REFUSED_STREAM("refused-stream"),
    RETRIABLE_STATUS_CODES("retriable-status-codes"),
    RETRIABLE_HEADERS("retriable-headers"),
    HTTP3_POST_CONNECT_FAILURE("http3-post-connect-failure"),
    GRPC_CANCELLED("cancelled"),
    GRPC_DEADLINE_EXCEEDED("deadline-exceeded"),
    GRPC_INTERNAL("internal"),
    GRPC_RESOURCE_EXHAUSTED("resource-exhausted"),
    GRPC_UNAVAILABLE("unavailable");

    private final String word;

    On(String word) {
      this.word = word;
    }

    /** The word in configuration. */
    public String word() {
      return word;
    }
  }
}
