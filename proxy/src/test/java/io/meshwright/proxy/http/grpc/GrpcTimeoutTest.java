package io.meshwright.proxy.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GrpcTimeoutTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 999, 1_000_000, 99_999_999_999L, 100_000_000_000L, 7_200_000_000_000L})
  void whatIsWrittenIsReadAsNoLess(long nanos) {
    Duration written = Duration.ofNanos(nanos);

    Duration read = Objects.requireNonNull(GrpcTimeout.parse(GrpcTimeout.format(written)));

    assertThat(read)
        .isGreaterThanOrEqualTo(written.truncatedTo(java.time.temporal.ChronoUnit.MICROS));
    assertThat(read.minus(written)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatIsTooLongIsTheLongest() {
    assertThat(GrpcTimeout.format(Duration.ofDays(100_000))).isEqualTo("99999999S");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "S", "123456789S", "-1S", "1.5S", "1x", " 1S"})
  void malformedIsAbsent(String text) {
    assertThat(GrpcTimeout.parse(text)).isNull();
  }
}
