package io.meshwright.runtime.xds;

import io.meshwright.runtime.metrics.IstioMeters;
import io.meshwright.xds.XdsType;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Figures of all streams, by the names of Istio's dashboards (istio-features T20). Thread-safe. */
final class StreamMetrics {

  private static final String TYPE = "type";
  private static final Tags NO_TAGS = Tags.empty();
  private static final double KIB = 1024;
  private static final double MIB = KIB * KIB;
  private static final double[] SIZES = {KIB, 16 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB};

  private static final Duration[] BUCKETS =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1000, 3000, 5000, 10_000, 30_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final IstioMeters meters;
  private final Timer convergence;
  private final Timer queue;
  private final Map<XdsType, Timer> pushes = new EnumMap<>(XdsType.class);
  private final Map<XdsType, DistributionSummary> sizes = new EnumMap<>(XdsType.class);

  StreamMetrics(MeterRegistry registry) {
    this.registry = registry;
    meters = new IstioMeters(registry);
    convergence =
        meters.durations(
            "pilot_proxy_convergence_time",
            "From a change of configuration to its last acknowledgement by a proxy.",
            NO_TAGS,
            BUCKETS);
    queue =
        meters.durations(
            "pilot_proxy_queue_time",
            "How long a change waits until a proxy's stream takes it.",
            NO_TAGS,
            BUCKETS);
    for (XdsType type : XdsType.values()) {
      pushes.put(
          type,
          meters.durations(
              "pilot_xds_push_time", "How long a response takes to make.", tags(type), BUCKETS));
      sizes.put(
          type,
          DistributionSummary.builder("pilot_xds_config_size_bytes")
              .description("Bytes of a response.")
              .tags(tags(type))
              .serviceLevelObjectives(SIZES)
              .register(registry));
    }
  }

  /** A response was made, within this time. */
  void sent(XdsType type, long bytes, Duration taken) {
    count("pilot_xds_pushes", "Responses.", type);
    at(sizes, type).record((double) bytes);
    at(pushes, type).record(taken);
  }

  void rejected(XdsType type) {
    count("pilot_total_xds_rejects", "Responses that proxies rejected.", type);
    meters
        .count("pilot_xds_" + word(type) + "_reject", "Responses that proxies rejected.", NO_TAGS)
        .increment();
  }

  /** A stream ended because of the control plane itself. */
  void failed() {
    meters.count("pilot_total_xds_internal_errors", "Streams that failed.", NO_TAGS).increment();
  }

  /** An answer to a response that is not the last one. */
  void stale(XdsType type) {
    count("pilot_xds_expired_nonce", "Answers to responses that are not the last.", type);
  }

  /** Somebody who does not follow was pushed again. */
  void pushedAgain(Trouble.Kind kind) {
    registry.counter("meshwright_xds_pushes_again", tags(kind)).increment();
  }

  /** How many do not follow. */
  void troubles(Trouble.Kind kind, Supplier<Number> count) {
    Gauge.builder("meshwright_xds_troubled", count)
        .description("Connected proxies that do not follow their configuration.")
        .tags(tags(kind))
        .register(registry);
  }

  private static Tags tags(Trouble.Kind kind) {
    return Tags.of("reason", kind.name().toLowerCase(Locale.ROOT));
  }

  void converged(Duration taken) {
    convergence.record(taken);
  }

  void waited(Duration taken) {
    queue.record(taken);
  }

  private void count(String name, String description, XdsType type) {
    meters.count(name, description, tags(type)).increment();
  }

  /** The maps have every type. */
  private static <T> T at(Map<XdsType, T> all, XdsType type) {
    return Objects.requireNonNull(all.get(type));
  }

  private static Tags tags(XdsType type) {
    return Tags.of(TYPE, word(type));
  }

  private static String word(XdsType type) {
    return switch (type) {
      case CLUSTER -> "cds";
      case ENDPOINT -> "eds";
      case LISTENER -> "lds";
      case ROUTE -> "rds";
      case EXTENSION_CONFIG -> "ecds";
      case SECRET -> "sds";
      case NAME_TABLE -> "nds";
    };
  }
}
