package io.meshwright.operator.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BurstTest {

  private static final long MB = 1 << 20;

  private final Burst burst = new Burst(40 * MB);

  @Test
  void aHeapThatStaysIsLeftAlone() {
    assertThat(burst.isOver(40 * MB)).isFalse();
    assertThat(burst.isOver(47 * MB)).isFalse();
    assertThat(burst.isOver(47 * MB)).isFalse();
  }

  @Test
  void aBurstIsOverWhenTheHeapGrowsNoMore() {
    assertThat(burst.isOver(60 * MB)).isFalse();
    assertThat(burst.isOver(80 * MB)).isFalse();
    assertThat(burst.isOver(80 * MB)).isTrue();
  }

  @Test
  void whatIsLeftAfterwardsIsTheMeasureOfTheNext() {
    burst.isOver(80 * MB);
    burst.collected(70 * MB);
    assertThat(burst.isOver(72 * MB)).isFalse();
    assertThat(burst.isOver(72 * MB)).isFalse();
    assertThat(burst.isOver(78 * MB)).isFalse();
    assertThat(burst.isOver(78 * MB)).isTrue();
  }
}
