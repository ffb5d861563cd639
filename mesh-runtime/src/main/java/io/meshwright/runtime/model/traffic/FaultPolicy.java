package io.meshwright.runtime.model.traffic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Faults made on purpose (istio-features VS22); the two are independent of each other. */
public record FaultPolicy(@Nullable Delay delay, @Nullable Abort abort) {

  /**
   * Requests that wait first.
   *
   * @param percent of requests, 0 to 100
   */
  public record Delay(Duration duration, double percent) {}

  /**
   * Exactly one of the two codes is positive or zero; the other is -1.
   *
   * @param percent of requests, 0 to 100
   */
  public record Abort(int httpStatus, int grpcStatus, double percent) {}
}
