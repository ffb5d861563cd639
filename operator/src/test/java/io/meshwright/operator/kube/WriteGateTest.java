package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class WriteGateTest {

  private final WriteGate gate = new WriteGate();

  @Test
  void aClosedGateLetsNothingPass() {
    assertThat(gate.close(Duration.ofSeconds(1))).isTrue();

    assertThatThrownBy(
            () ->
                gate.pass(
                    () -> {
                      throw new AssertionError("written");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void closingWaitsForTheWriteThatHasBegun() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () ->
                    gate.pass(
                        () -> {
                          begun.countDown();
                          awaitUninterrupted(answered);
                        }));
    begun.await();

    assertThat(gate.close(Duration.ofMillis(10))).isFalse();
    answered.countDown();
    assertThat(gate.close(Duration.ofSeconds(10))).isTrue();
    writer.join();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
