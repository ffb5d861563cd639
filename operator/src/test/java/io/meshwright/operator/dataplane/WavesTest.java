package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.WorkloadKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who belongs to which wave. */
final class WavesTest {

  /** How many workloads each wave has, by name. */
  private static Map<String, Long> sizes(PlannedWaves waves) {
    return Waves.of(waves.policy(), waves.workloads()).values().stream()
        .collect(
            Collectors.groupingBy(
                place -> waves.policy().waves().get(place).name(),
                TreeMap::new,
                Collectors.counting()));
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "app-" + i).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "2, 1, 1", "10, 1, 9", "11, 2, 9", "100, 10, 90"})
  void percentagesAreRoundedUp(int total, long canary, long rest) {
    PlannedWaves waves =
        new PlannedWaves("{waves: [{name: canary, percentage: 10}]}")
            .outdated("shop", names(total));
    assertThat(sizes(waves).getOrDefault("canary", 0L)).isEqualTo(canary);
    assertThat(sizes(waves).getOrDefault("rest", 0L)).isEqualTo(rest);
  }

  @Test
  void aPercentageIsOfWhatIsLeft() {
    PlannedWaves waves =
        new PlannedWaves(
                "{waves: [{name: tenth, percentage: 10}, {name: half, percentage: 50}, {name: all,"
                    + " percentage: 100}]}")
            .outdated("shop", names(100));
    assertThat(sizes(waves)).isEqualTo(Map.of("tenth", 10L, "half", 45L, "all", 45L));
  }

  @Test
  void whatALaterWaveNamesIsNotTakenByAPercentage() {
    PlannedWaves waves =
        new PlannedWaves(
                "{waves: [{name: some, percentage: 100}, {name: vital, namespaceSelector:"
                    + " {matchLabels: {name: bank}}}]}")
            .outdated("shop", names(5))
            .outdated("bank", names(3));
    assertThat(sizes(waves)).isEqualTo(Map.of("some", 5L, "vital", 3L));
  }

  @Test
  void selectorsAndPercentageTogetherTakeAPartOfWhatIsNamed() {
    PlannedWaves waves =
        new PlannedWaves(
                "{waves: [{name: some, percentage: 50, namespaceSelector: {matchLabels: {name:"
                    + " shop}}}]}")
            .outdated("shop", names(4))
            .outdated("bank", names(4));
    assertThat(sizes(waves)).isEqualTo(Map.of("some", 2L, "rest", 6L));
  }

  @Test
  void theFirstWaveThatNamesAWorkloadHasIt() {
    PlannedWaves waves =
        new PlannedWaves(
                "{waves: [{name: one, workloadSelector: {matchLabels: {app: app-0}}}, {name: two,"
                    + " namespaceSelector: {matchLabels: {name: shop}}}]}")
            .outdated("shop", names(3));
    assertThat(sizes(waves)).isEqualTo(Map.of("one", 1L, "two", 2L));
  }

  @Test
  void theStateOfWorkloadsDoesNotMoveThemToOtherWaves() {
    PlannedWaves waves =
        new PlannedWaves("{waves: [{name: canary, percentage: 30}]}").outdated("shop", names(20));
    Map<WorkloadKey, Integer> before = Waves.of(waves.policy(), waves.workloads());
    waves.ready("app-1", "app-7", "app-12");
    List<ObservedWorkload> shuffled = waves.workloads().reversed();
    assertThat(Waves.of(waves.policy(), shuffled)).isEqualTo(before);
  }
}
