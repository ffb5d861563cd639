package io.meshwright.proxy.http.filter.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.RetryPolicy.On;
import io.meshwright.proxy.testing.Gen;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class RetryRulesTest {
  private static ResponseHead response(int status) {
    return new ResponseHead(status, new DefaultHttpHeaders());
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT_FAILED, CONNECT_FAILURE, true",
    "CONNECT_TIMEOUT, CONNECT_FAILURE, true",
    "CONNECT_FAILED, RESET_BEFORE_REQUEST, true",
    "NOT_SENT, RESET_BEFORE_REQUEST, true",
    "NOT_SENT, CONNECT_FAILURE, false",
    "STALE_CONNECTION, RESET_BEFORE_REQUEST, false",
    "STALE_CONNECTION, RESET, true",
    "CLOSED, RESET, true",
    "CLOSED, RESET_BEFORE_REQUEST, false",
    "CLOSED, CONNECT_FAILURE, false",
    "CLOSED, SERVER_ERROR, true",
    "PER_TRY_TIMEOUT, GATEWAY_ERROR, true",
    "PER_TRY_TIMEOUT, CONNECT_FAILURE, false",
    "OVERFLOW, SERVER_ERROR, false",
    "NO_HOST, RESET, false",
  })
  void aFailureIsRetriedOnItsConditions(AttemptFailure failure, On on, boolean retried) {
    assertThat(RetryRules.retriable(Gen.retry(1, on), failure)).isEqualTo(retried);
  }

  @ParameterizedTest
  @CsvSource({
    "SERVER_ERROR, 500, true",
    "SERVER_ERROR, 499, false",
    "GATEWAY_ERROR, 503, true",
    "GATEWAY_ERROR, 500, false",
    "RETRIABLE_4XX, 409, true",
    "RETRIABLE_4XX, 404, false",
    "RESET, 503, false",
    "CONNECT_FAILURE, 503, false",
  })
  void aStatusIsRetriedOnItsConditions(On on, int status, boolean retried) {
    assertThat(RetryRules.retriable(Gen.retry(1, on), response(status))).isEqualTo(retried);
  }

  @Test
  void listedStatusesAreRetried() {
    RetryPolicy policy =
        new RetryPolicy(
            Set.of(On.RETRIABLE_STATUS_CODES),
            List.of(503),
            List.of(),
            List.of(),
            1,
            null,
            null,
            RetryPolicy.Backoff.of(Duration.ofMillis(25), Duration.ofMillis(250)),
            RetryPolicy.Placement.ANYWHERE);
    assertThat(RetryRules.retriable(policy, response(503))).isTrue();
    assertThat(RetryRules.retriable(policy, response(502))).isFalse();
  }

  @Test
  void aGrpcStatusInTheHeadIsRetried() {
    ResponseHead unavailable = response(200);
    unavailable.headers().set("grpc-status", "14");
    assertThat(RetryRules.retriable(Gen.retry(1, On.GRPC_UNAVAILABLE), unavailable)).isTrue();
    assertThat(RetryRules.retriable(Gen.retry(1, On.GRPC_CANCELLED), unavailable)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = On.class, mode = Mode.MATCH_ALL)
  void aSuccessIsNeverRetried(On on) {
    assertThat(RetryRules.retriable(Gen.retry(1, on), response(200))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, true",
    "HEAD, true",
    "PUT, true",
    "DELETE, true",
    "POST, false",
    "PATCH, false"
  })
  void idempotentMethodsAreThoseOfTheRfc(String method, boolean idempotent) {
    RequestHead head = new RequestHead(method, "http", "a", "/", new DefaultHttpHeaders());
    assertThat(RetryRules.idempotent(head)).isEqualTo(idempotent);
  }

  @Test
  void pausesGrowToTheMaximum() {
    RetryPolicy policy = Gen.retry(10, On.RESET);
    Random random = new Random(1);
    for (int retry = 0; retry < 10; retry++) {
      long bound = Math.min(5, 1L << retry);
      assertThat(RetryRules.pause(policy.backoff(), retry, random))
          .isBetween(Duration.ZERO, Duration.ofMillis(bound));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, 2, true",
    "false, 0, false",
    "false, 301, false",
    "false, soon, false",
    "true, 1002, true",
    "true, 999, false"
  })
  void aPauseThatTheUpstreamAsksForIsBelievedWithinLimits(
      boolean timestamp, String value, boolean believed) {
    RetryPolicy.Backoff backoff =
        new RetryPolicy.Backoff(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            List.of(new RetryPolicy.ResetHeader("retry-after", timestamp)),
            Duration.ofMinutes(5));
    ResponseHead head = response(503);
    head.headers().set("retry-after", value);
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1000));
    @Nullable Duration pause = RetryRules.pause(backoff, head, clock, new Random(1));
    if (believed) {
      assertThat(pause).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    } else {
      assertThat(pause).isNull();
    }
  }
}
