package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.metrics.IstioMeters;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Figures of discovery, under the names that Istio's dashboards use (istio-features T20). */
final class PublisherMetrics {

  private final AtomicInteger services = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();
  private final Timer debounce;
  private final IstioMeters named;
  private volatile @Nullable MeshModel latest;

  PublisherMetrics(MeterRegistry meters) {
    meters.gauge("pilot_services", services);
    meters.gauge("meshwright_rejected_resources", rejected);
    // one cluster: the mesh's own
    meters.gauge("istiod_managed_clusters", Tags.of("cluster_type", "local"), 1);
    this.named = new IstioMeters(meters);
    this.debounce =
        named.durations(
            "pilot_debounce_time", "From the first change to its publication.", Tags.empty());
    figure(meters, "pilot_virt_services", MeshFigures::virtualServices);
    figure(meters, "pilot_vservice_dup_domain", MeshFigures::duplicateHosts);
    figure(meters, "pilot_eds_no_instances", MeshFigures::withoutEndpoints);
    figure(meters, "pilot_conflict_inbound_listener", MeshFigures::inboundConflicts);
    figure(
        meters,
        "pilot_conflict_outbound_listener_tcp_over_current_tcp",
        MeshFigures::outboundConflicts);
  }

  private void figure(MeterRegistry meters, String name, ToIntFunction<MeshModel> counted) {
    Gauge.builder(
            name, this, metrics -> metrics.latest == null ? 0 : counted.applyAsInt(metrics.latest))
        .register(meters);
  }

  void published(
      MeshModel model, ModelChange change, ConfigState state, Duration sinceFirstChange) {
    latest = model;
    services.set(model.services().size());
    rejected.set(state.errors().size());
    debounce.record(sinceFirstChange);
    if (!change.empty()) {
      named
          .count("pilot_push_triggers", "Publications.", Tags.of("type", trigger(change)))
          .increment();
    }
  }

  /** Istio's word for the most far-reaching part of a change. */
  private static String trigger(ModelChange change) {
    if (change.parts().contains(ModelPart.SETTINGS)) {
      return "global";
    }
    if (change.parts().contains(ModelPart.SERVICES) || change.parts().contains(ModelPart.ALIASES)) {
      return "service";
    }
    return change.parts().isEmpty() ? "endpoint" : "config";
  }
}
