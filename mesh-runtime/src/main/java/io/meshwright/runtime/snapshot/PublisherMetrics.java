package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.metrics.IstioMeters;
import io.meshwright.runtime.model.MeshModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Figures of discovery, under the names that Istio's dashboards use (istio-features T20). */
final class PublisherMetrics {

  private final AtomicInteger services = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();
  private final Timer debounce;
  private final LongAdder triggers;

  PublisherMetrics(MeterRegistry meters) {
    meters.gauge("pilot_services", services);
    meters.gauge("meshwright_rejected_resources", rejected);
    // one cluster: the mesh's own
    meters.gauge("istiod_managed_clusters", Tags.of("cluster_type", "local"), 1);
    IstioMeters named = new IstioMeters(meters);
    this.debounce =
        named.durations(
            "pilot_debounce_time", "From the first change to its publication.", Tags.empty());
    this.triggers = named.count("pilot_push_triggers", "Publications.", Tags.of("type", "config"));
  }

  void published(MeshModel model, ConfigState state, Duration sinceFirstChange) {
    services.set(model.services().size());
    rejected.set(state.errors().size());
    debounce.record(sinceFirstChange);
    triggers.increment();
  }
}
