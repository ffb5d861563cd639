package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.model.MeshModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Figures of discovery, under the names that Istio's dashboards use (istio-features T20). */
final class PublisherMetrics {

  private final AtomicInteger services = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();
  private final Timer debounce;
  private final Counter triggers;

  PublisherMetrics(MeterRegistry meters) {
    meters.gauge("pilot_services", services);
    meters.gauge("meshwright_rejected_resources", rejected);
    this.debounce =
        Timer.builder("pilot_debounce_time")
            .description("From the first change to its publication.")
            .publishPercentileHistogram(false)
            .register(meters);
    this.triggers = Counter.builder("pilot_push_triggers").tag("type", "config").register(meters);
  }

  void published(MeshModel model, ConfigState state, Duration sinceFirstChange) {
    services.set(model.services().size());
    rejected.set(state.errors().size());
    debounce.record(sinceFirstChange);
    triggers.increment();
  }
}
