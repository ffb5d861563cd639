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
 * @param retries how many times at most, after the first attempt
 * @param perTryTimeout absent: the route's
 * @param perTryIdleTimeout absent: none
 * @param backoffBase the first pause is random in {@code [0, base)}, doubled each time
 * @param backoffMax longest pause
 * @param avoidPreviousHosts whether an endpoint that failed is not chosen again if another is there
 * @param hostSelectionAttempts how often a choice is repeated to avoid one
 */
public record RetryPolicy(
    Set<On> on,
    List<Integer> statusCodes,
    List<HeaderMatcher> headers,
    int retries,
    @Nullable Duration perTryTimeout,
    @Nullable Duration perTryIdleTimeout,
    Duration backoffBase,
    Duration backoffMax,
    boolean avoidPreviousHosts,
    int hostSelectionAttempts) {

  /** Envoy's base of the pause when unset. */
  public static final Duration DEFAULT_BACKOFF_BASE = Duration.ofMillis(25);

  public RetryPolicy {
    on = on.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(on));
    statusCodes = List.copyOf(statusCodes);
    headers = List.copyOf(headers);
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
