package io.meshwright.operator.dataplane;

import io.meshwright.operator.dataplane.WavePolicy.Wave;
import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.Portion;
import io.meshwright.operator.workload.WorkloadKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which wave each workload belongs to. The same workloads under the same policy are always divided
 * alike, whatever state they are in. Pure.
 */
final class Waves {

  /** Spreads neighbouring names; the order means nothing but is always the same. */
  private static final Comparator<ObservedWorkload> SHUFFLED =
      Comparator.<ObservedWorkload>comparingInt(workload -> spread(workload.key().toString()))
          .thenComparing(ObservedWorkload::key);

  private Waves() {}

  /** The place of each workload's wave in the policy. */
  static Map<WorkloadKey, Integer> of(WavePolicy policy, List<ObservedWorkload> workloads) {
    Map<WorkloadKey, Integer> waves = new HashMap<>();
    List<ObservedWorkload> left = new ArrayList<>();
    int last = policy.waves().size() - 1;
    for (ObservedWorkload workload : workloads) {
      int named = named(policy.waves().subList(0, last), workload);
      if (named < 0) {
        left.add(workload);
      } else {
        waves.put(workload.key(), named);
      }
    }
    left.sort(SHUFFLED);
    for (int i = 0; i < last; i++) {
      take(policy.waves().get(i), i, left, waves);
    }
    left.forEach(workload -> waves.put(workload.key(), last));
    return waves;
  }

  /** The first wave that names a workload by selectors alone, or -1. */
  private static int named(List<Wave> waves, ObservedWorkload workload) {
    for (int i = 0; i < waves.size(); i++) {
      Wave wave = waves.get(i);
      if (wave.percentage().isEmpty()
          && wave.selects(workload.namespaceLabels(), workload.podLabels())) {
        return i;
      }
    }
    return -1;
  }

  private static void take(
      Wave wave, int place, List<ObservedWorkload> left, Map<WorkloadKey, Integer> waves) {
    if (wave.percentage().isEmpty()) {
      return;
    }
    List<ObservedWorkload> selected =
        left.stream()
            .filter(workload -> wave.selects(workload.namespaceLabels(), workload.podLabels()))
            .toList();
    int share = new Portion(wave.percentage().get(), true).roundedUp(selected.size());
    List<ObservedWorkload> taken = selected.subList(0, share);
    taken.forEach(workload -> waves.put(workload.key(), place));
    left.removeIf(workload -> waves.containsKey(workload.key()));
  }

  /** The last mixing step of MurmurHash3, so that names which differ little lie far apart. */
  private static int spread(String name) {
    int hash = name.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }
}
