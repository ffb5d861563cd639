package io.meshwright.operator.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BinomialBoundsTest {

  /** Clopper and Pearson's own example, and two that can be had with a pencil. */
  @Test
  void boundsAreThoseOfTheTables() {
    assertThat(BinomialBounds.lower(4, 20, 0.025)).isCloseTo(0.0573, within(1e-4));
    assertThat(BinomialBounds.upper(4, 20, 0.025)).isCloseTo(0.4366, within(1e-4));
    assertThat(BinomialBounds.upper(0, 1_000, 0.05))
        .isCloseTo(1 - Math.pow(0.05, 0.001), within(1e-12));
    assertThat(BinomialBounds.lower(1_000, 1_000, 1e-9))
        .isCloseTo(Math.pow(1e-9, 0.001), within(1e-9));
    assertThat(BinomialBounds.lower(0, 10, 0.5)).isZero();
    assertThat(BinomialBounds.upper(10, 10, 0.5)).isOne();
  }

  @Test
  void aBoundAndItsTestAgree() {
    RandomGenerator random = new Random(7);
    for (int trial = 0; trial < 500; trial++) {
      long samples = 1 + random.nextLong(1_000_000);
      long count = random.nextLong(samples + 1);
      double alpha = Math.pow(10, -1 - 8 * random.nextDouble());
      double lower = BinomialBounds.lower(count, samples, alpha);
      double share = (double) count / samples;
      assertThat(lower).isLessThanOrEqualTo(share);
      assertThat(BinomialBounds.upper(count, samples, alpha)).isGreaterThanOrEqualTo(share);
      if (count > 0) {
        assertThat(BinomialBounds.isSurelyAbove(lower * 0.999, count, samples, alpha)).isTrue();
        assertThat(BinomialBounds.isSurelyAbove(lower * 1.001, count, samples, alpha)).isFalse();
      }
    }
  }

  /** The share of counts whose bound lies beyond the truth is no more than was said. */
  @Test
  void boundsHoldAsOftenAsTheySay() {
    RandomGenerator random = new Random(11);
    int wrong = 0;
    int trials = 4_000;
    for (int trial = 0; trial < trials; trial++) {
      int count = 0;
      for (int i = 0; i < 300; i++) {
        count += random.nextDouble() < 0.02 ? 1 : 0;
      }
      wrong += BinomialBounds.lower(count, 300, 0.05) > 0.02 ? 1 : 0;
    }
    assertThat((double) wrong / trials).isLessThan(0.055);
  }
}
