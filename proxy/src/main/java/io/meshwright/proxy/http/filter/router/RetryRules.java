package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.snapshot.HeaderMatcher;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.RetryPolicy.Backoff;
import io.meshwright.proxy.snapshot.RetryPolicy.On;
import io.meshwright.proxy.snapshot.RetryPolicy.ResetHeader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What counts as a reason to try again, and how long to wait before (Envoy's router). */
final class RetryRules {
  private static final int CONFLICT = 409;
  private static final int SERVER_ERROR = 500;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final int MAX_DOUBLINGS = 20;
  private static final int MAX_SECONDS_DIGITS = 12;

  private RetryRules() {}

  static boolean retriable(RetryPolicy policy, AttemptFailure failure) {
    return switch (failure) {
      case CONNECT_FAILED, CONNECT_TIMEOUT ->
          any(
              policy,
              On.SERVER_ERROR,
              On.GATEWAY_ERROR,
              On.RESET,
              On.CONNECT_FAILURE,
              On.RESET_BEFORE_REQUEST);
      case NOT_SENT ->
          any(policy, On.SERVER_ERROR, On.GATEWAY_ERROR, On.RESET, On.RESET_BEFORE_REQUEST);
      case REFUSED ->
          any(
              policy,
              On.SERVER_ERROR,
              On.GATEWAY_ERROR,
              On.RESET,
              On.REFUSED_STREAM,
              On.RESET_BEFORE_REQUEST);
      case STALE_CONNECTION, RESET, CLOSED, PER_TRY_TIMEOUT, PER_TRY_IDLE_TIMEOUT, PROTOCOL ->
          any(policy, On.SERVER_ERROR, On.GATEWAY_ERROR, On.RESET);
      case OVERFLOW, NO_HOST -> false;
    };
  }

  private static boolean any(RetryPolicy policy, On... conditions) {
    for (On condition : conditions) {
      if (policy.on().contains(condition)) {
        return true;
      }
    }
    return false;
  }

  static boolean retriable(RetryPolicy policy, ResponseHead response) {
    int status = response.status();
    for (On on : policy.on()) {
      boolean hit =
          switch (on) {
            case SERVER_ERROR -> status >= SERVER_ERROR;
            case GATEWAY_ERROR -> status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT;
            case RETRIABLE_4XX -> status == CONFLICT;
            case RETRIABLE_STATUS_CODES -> policy.statusCodes().contains(status);
            case ENVOY_RATELIMITED -> response.headers().contains("x-envoy-ratelimited");
            case RETRIABLE_HEADERS -> headers(policy, response);
            case GRPC_CANCELLED -> grpc(response, "1");
            case GRPC_DEADLINE_EXCEEDED -> grpc(response, "4");
            case GRPC_RESOURCE_EXHAUSTED -> grpc(response, "8");
            case GRPC_INTERNAL -> grpc(response, "13");
            case GRPC_UNAVAILABLE -> grpc(response, "14");
            case RESET,
                RESET_BEFORE_REQUEST,
                CONNECT_FAILURE,
                REFUSED_STREAM,
                HTTP3_POST_CONNECT_FAILURE ->
                false;
          };
      if (hit) {
        return true;
      }
    }
    return false;
  }

  private static boolean headers(RetryPolicy policy, ResponseHead response) {
    return any(policy.headers(), new RequestHead("", "", "", "", response.headers()));
  }

  /** Whether requests like this one are retried at all. */
  static boolean retriable(RetryPolicy policy, RequestHead request) {
    return policy.requestHeaders().isEmpty() || any(policy.requestHeaders(), request);
  }

  private static boolean any(List<HeaderMatcher> matchers, RequestHead head) {
    for (HeaderMatcher matcher : matchers) {
      if (RouteMatcher.header(matcher, head)) {
        return true;
      }
    }
    return false;
  }

  private static boolean grpc(ResponseHead response, String status) {
    @Nullable String actual = response.headers().get("grpc-status");
    return status.equals(actual);
  }

  /** A request that does no more when it is done twice (RFC 9110 section 9.2.2). */
  static boolean idempotent(RequestHead request) {
    return switch (request.method()) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /** The pause before a retry: random below the base, which doubles each time up to the maximum. */
  static Duration pause(Backoff backoff, int retry, RandomGenerator random) {
    long base = Math.max(1, backoff.base().toNanos());
    long ceiling = Math.max(base, backoff.maximum().toNanos());
    long bound = Math.min(ceiling, base << Math.min(retry, MAX_DOUBLINGS));
    return Duration.ofNanos(random.nextLong(Math.max(1, bound)));
  }

  /**
   * The pause that a response's headers ask for, and up to half of it more; absent if none does, or
   * none that is believed.
   */
  static @Nullable Duration pause(
      Backoff backoff, ResponseHead response, InstantSource clock, RandomGenerator random) {
    for (ResetHeader header : backoff.byHeaders()) {
      @Nullable Duration asked = interval(header, response.headers().get(header.name()), clock);
      if (asked != null && asked.isPositive() && asked.compareTo(backoff.byHeaderMaximum()) <= 0) {
        return asked.plusNanos(random.nextLong(asked.toNanos() / 2 + 1));
      }
    }
    return null;
  }

  private static @Nullable Duration interval(
      ResetHeader header, @Nullable String value, InstantSource clock) {
    if (value == null || value.isEmpty() || value.length() > MAX_SECONDS_DIGITS) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return null;
      }
    }
    long seconds = Long.parseLong(value);
    return Duration.ofSeconds(
        header.timestamp() ? seconds - clock.instant().getEpochSecond() : seconds);
  }
}
