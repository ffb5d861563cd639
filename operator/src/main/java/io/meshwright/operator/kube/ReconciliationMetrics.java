package io.meshwright.operator.kube;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;

/** Counts and times what the controllers do, by kind and not by resource: few series, for ever. */
final class ReconciliationMetrics implements Metrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;

  ReconciliationMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    String kind = kind(execution.metadata());
    Counter.builder("meshwright.operator.reconciliations")
        .description("Runs of a controller, for deletions too.")
        .tag("kind", kind)
        .register(registry)
        .increment();
    // present from the first run on, so that an alert on its rate has something to look at
    Counter failed =
        Counter.builder("meshwright.operator.reconciliations.failed")
            .description("Runs of a controller that ended with an error, and are tried again.")
            .tag("kind", kind)
            .register(registry);
    Timer.Sample sample = Timer.start(registry);
    try {
      return execution.execute();
    } catch (Exception e) {
      failed.increment();
      throw e;
    } finally {
      sample.stop(
          Timer.builder("meshwright.operator.reconciliation.duration")
              .description("Time that a run of a controller took.")
              .tag("kind", kind)
              .serviceLevelObjectives(BUCKETS)
              .register(registry));
    }
  }

  private static String kind(Map<String, Object> metadata) {
    return metadata.get(Constants.RESOURCE_GVK_KEY) instanceof GroupVersionKind kind
        ? kind.getKind()
        : "unknown";
  }
}
