package io.meshwright.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.OverloadPolicy.Action;
import io.meshwright.proxy.snapshot.OverloadPolicy.Resource;
import io.meshwright.proxy.snapshot.OverloadPolicy.Rule;
import io.meshwright.proxy.snapshot.OverloadPolicy.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LevelsTest {

  private static Levels at(Resource resource, double pressure) {
    return Levels.of(OverloadPolicy.DEFAULT, new Pressure(Map.of(resource, pressure)));
  }

  @ParameterizedTest
  @CsvSource({
    "0.79, 0, 0, 0",
    "0.80, 1, 0, 0",
    "0.85, 1, 0, 0",
    "0.90, 1, 0.5, 0",
    "0.95, 1, 1, 1",
    "1.50, 1, 1, 1"
  })
  void memoryIsShedByDegrees(double pressure, double closed, double refused, double stopped) {
    for (Resource memory : List.of(Resource.HEAP, Resource.DIRECT_MEMORY)) {
      Levels levels = at(memory, pressure);
      assertThat(levels.of(Action.DISABLE_KEEPALIVE)).isEqualTo(closed);
      assertThat(levels.of(Action.REFUSE_REQUESTS))
          .isCloseTo(refused, Percentage.withPercentage(1));
      assertThat(levels.of(Action.STOP_ACCEPTING)).isEqualTo(stopped);
    }
  }

  @ParameterizedTest
  @EnumSource(Resource.class)
  void nothingIsDoneAtHalfOfAnything(Resource resource) {
    assertThat(at(resource, 0.5)).isSameAs(Levels.CALM);
  }

  @Test
  void onlyTheHeapIsCollected() {
    assertThat(at(Resource.HEAP, 0.8).of(Action.SHRINK_HEAP)).isEqualTo(1);
    assertThat(at(Resource.DIRECT_MEMORY, 1).of(Action.SHRINK_HEAP)).isZero();
  }

  @Test
  void ofSeveralRulesTheStrongestCounts() {
    OverloadPolicy policy =
        new OverloadPolicy(
            Duration.ofSeconds(1),
            0,
            0,
            List.of(
                new Rule(Action.REFUSE_REQUESTS, Resource.HEAP, new Trigger.Scaled(0, 1)),
                new Rule(Action.REFUSE_REQUESTS, Resource.LOOP_DELAY, new Trigger.Scaled(0, 1))));
    Pressure pressure = new Pressure(Map.of(Resource.HEAP, 0.75, Resource.LOOP_DELAY, 0.25));
    assertThat(Levels.of(policy, pressure).of(Action.REFUSE_REQUESTS)).isEqualTo(0.75);
  }

  @Test
  void aLevelIsTheShareOfRequestsThatAreRefused() {
    Overload overload = new Overload(10);
    RandomGenerator random = new Random(1);
    assertThat(overload.refusesRequest(random)).isFalse();
    overload.become(new Levels(Map.of(Action.REFUSE_REQUESTS, 0.25)));
    long refused = IntStream.range(0, 10_000).filter(_ -> overload.refusesRequest(random)).count();
    assertThat(refused).isCloseTo(2500, Percentage.withPercentage(10));
    assertThat(overload.endsKeepAlive(random)).isFalse();
    overload.become(Levels.CALM);
    assertThat(overload.refusesRequest(random)).isFalse();
  }

  @Test
  void noConnectionAboveTheLimitIsServed() {
    Overload overload = new Overload(10);
    assertThat(overload.rejectsConnection(10, new Random(1))).isFalse();
    assertThat(overload.rejectsConnection(11, new Random(1))).isTrue();
  }
}
