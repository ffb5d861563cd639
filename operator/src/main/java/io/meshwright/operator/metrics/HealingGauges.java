package io.meshwright.operator.metrics;

import io.meshwright.crd.mesh.v1alpha1.HealingStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Kind;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.State;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.operator.apply.Cluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Proxies that do not follow, and evictions, from the status of the installations. */
final class HealingGauges {

  private final Cluster cluster;
  private final MultiGauge proxies;
  private final MultiGauge evictions;

  HealingGauges(Cluster cluster, MeterRegistry registry) {
    this.cluster = cluster;
    this.proxies =
        MultiGauge.builder("meshwright.proxies.troubled")
            .description("Proxies that do not follow their configuration; absent if not known.")
            .register(registry);
    this.evictions =
        MultiGauge.builder("meshwright.healing.evictions")
            .description("Evictions of the last day by what was evicted.")
            .register(registry);
  }

  void refresh(boolean leading) {
    List<Row<?>> proxyRows = new ArrayList<>();
    List<Row<?>> evictionRows = new ArrayList<>();
    for (MeshInstallation installation :
        leading ? cluster.list(MeshInstallation.class) : List.<MeshInstallation>of()) {
      HealingStatus status =
          installation.getStatus() == null ? null : installation.getStatus().healing();
      if (status != null) {
        Tags tags = Tags.of("installation", installation.getMetadata().getName());
        add(proxyRows, tags, "refusing", status.refusing());
        add(proxyRows, tags, "silent", status.silent());
        add(proxyRows, tags, "disconnected", status.disconnected());
        for (Kind kind : Kind.values()) {
          evictionRows.add(Row.of(tags.and("kind", kind.name()), count(status, kind)));
        }
      }
    }
    proxies.register(proxyRows, true);
    evictions.register(evictionRows, true);
  }

  private static void add(List<Row<?>> rows, Tags tags, String reason, @Nullable Long count) {
    if (count != null) {
      rows.add(Row.of(tags.and("reason", reason), count));
    }
  }

  private static long count(HealingStatus status, Kind kind) {
    return status.evictions().stream()
        .filter(it -> it.kind() == kind && it.state() == State.Evicted)
        .count();
  }
}
