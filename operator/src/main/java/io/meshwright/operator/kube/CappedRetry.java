package io.meshwright.operator.kube;

import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.util.Optional;

/**
 * Tries again for ever, after 0.5 s, 1 s, 2 s … up to 30 s: an API server that was away for an hour
 * finds the operator still there.
 */
public final class CappedRetry implements Retry {

  private static final long FIRST_MILLIS = 500;
  private static final int DOUBLINGS = 6;
  private static final long LONGEST_MILLIS = 30_000;

  @Override
  public RetryExecution initExecution() {
    return new RetryExecution() {
      private int attempts;

      @Override
      public Optional<Long> nextDelay() {
        long delay = FIRST_MILLIS << Math.min(attempts, DOUBLINGS);
        attempts++;
        return Optional.of(Math.min(delay, LONGEST_MILLIS));
      }

      @Override
      public int getAttemptCount() {
        return attempts;
      }

      @Override
      public boolean isLastAttempt() {
        return false;
      }
    };
  }
}
