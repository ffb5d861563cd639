package io.meshwright.operator.healing;

import io.meshwright.crd.mesh.v1alpha1.Healing;
import io.meshwright.operator.schedule.PositiveDuration;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What may be done, as {@code spec.healing} says.
 *
 * @param maxPerHour pods with proxies that may be evicted within an hour
 * @param maxConcurrent evictions of such pods that may be under way
 * @param singles whether a workload's only pod may be evicted
 * @param suspectAbove percentage of proxies in trouble above which pods are left alone
 */
public record HealingPolicy(
    boolean evictPods,
    Duration evictAfter,
    int maxPerHour,
    int maxConcurrent,
    boolean singles,
    int suspectAbove,
    boolean replaceReplicas,
    Duration replaceAfter) {

  private static final String FIELD = "spec.healing";
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /**
   * Reads a spec, with all that its schema cannot check.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static HealingPolicy parse(String resource, Healing spec) throws ConfigException {
    List<ConfigError> errors = new ArrayList<>();
    Duration evictAfter = duration(resource, "evictAfter", spec.evictAfter(), errors);
    Duration replaceAfter = duration(resource, "replaceAfter", spec.replaceAfter(), errors);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return new HealingPolicy(
        spec.evictPods(),
        evictAfter,
        spec.maxEvictionsPerHour(),
        spec.maxConcurrent(),
        spec.evictSingleReplicas(),
        spec.suspectAbovePercent(),
        spec.replaceReplicas(),
        replaceAfter);
  }

  private static Duration duration(
      String resource, String field, String written, List<ConfigError> errors) {
    Optional<Duration> duration =
        PositiveDuration.parse(written).filter(it -> it.compareTo(SHORTEST) >= 0);
    if (duration.isEmpty()) {
      errors.add(
          new ConfigError(
              resource, FIELD + "." + field, written, "a duration of at least 1m: 10m"));
    }
    return duration.orElse(SHORTEST);
  }
}
