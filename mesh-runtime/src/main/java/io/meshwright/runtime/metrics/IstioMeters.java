package io.meshwright.runtime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.NamingConvention;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Meters under exactly the names that dashboards of Istio ask for (istio-features T20). Micrometer
 * would add {@code _seconds} to the names of timers, which {@link #keepNames} prevents, and {@code
 * _total} to those of counters, which Prometheus' library insists on: here a count is shown as a
 * gauge that only grows. Thread-safe.
 */
public final class IstioMeters {

  private static final List<String> PREFIXES =
      List.of("pilot_", "istiod_", "citadel_", "galley_", "sidecar_injection_");

  private record Key(String name, Tags tags) {}

  private final MeterRegistry registry;
  private final ConcurrentMap<Key, LongAdder> counts = new ConcurrentHashMap<>();

  public IstioMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Lets a registry show Istio's names as they are, before the first meter is made. */
  public static void keepNames(MeterRegistry registry) {
    if (registry instanceof CompositeMeterRegistry composite) {
      composite.getRegistries().forEach(IstioMeters::keepNames);
      return;
    }
    NamingConvention usual = registry.config().namingConvention();
    registry
        .config()
        .namingConvention(
            (name, type, unit) ->
                PREFIXES.stream().anyMatch(name::startsWith) ? name : usual.name(name, type, unit));
  }

  /** A count; the same for the same name and tags. */
  public LongAdder count(String name, String description, Tags tags) {
    return counts.computeIfAbsent(
        new Key(name, tags),
        _ -> {
          LongAdder count = new LongAdder();
          Gauge.builder(name, count, LongAdder::doubleValue)
              .description(description)
              .tags(tags)
              .strongReference(true)
              .register(registry);
          return count;
        });
  }

  /** Takes durations, which are shown in seconds, with these buckets. */
  public Timer durations(String name, String description, Tags tags, Duration... buckets) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }
}
