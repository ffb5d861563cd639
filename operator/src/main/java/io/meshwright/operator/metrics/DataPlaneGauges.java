package io.meshwright.operator.metrics;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.Switch;
import io.meshwright.crd.mesh.v1alpha1.WorkloadCounts;
import io.meshwright.operator.apply.Cluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How workloads follow their meshes, from the status of the installations, at each scrape. */
final class DataPlaneGauges {

  private final Cluster cluster;
  private final MultiGauge phases;
  private final MultiGauge workloads;
  private final MultiGauge waves;
  private final MultiGauge switches;

  DataPlaneGauges(Cluster cluster, MeterRegistry registry) {
    this.cluster = cluster;
    this.phases =
        MultiGauge.builder("meshwright.data.plane.phase")
            .description("1 for the phase that the workloads of an installation are in, else 0.")
            .register(registry);
    this.workloads =
        MultiGauge.builder("meshwright.data.plane.workloads")
            .description("Workloads with proxies by what they are to the active revision.")
            .register(registry);
    this.waves =
        MultiGauge.builder("meshwright.wave.workloads")
            .description("Workloads of a wave that the operator can restart.")
            .register(registry);
    this.switches =
        MultiGauge.builder("meshwright.switch.timestamp")
            .baseUnit("seconds")
            .description("When a switch of the active revision last had this result.")
            .register(registry);
  }

  void refresh(boolean leading) {
    List<Row<?>> phaseRows = new ArrayList<>();
    List<Row<?>> workloadRows = new ArrayList<>();
    List<Row<?>> waveRows = new ArrayList<>();
    List<Row<?>> switchRows = new ArrayList<>();
    for (MeshInstallation installation :
        leading ? cluster.list(MeshInstallation.class) : List.<MeshInstallation>of()) {
      MeshInstallationStatus status = installation.getStatus();
      if (status != null) {
        Tags tags = Tags.of("installation", installation.getMetadata().getName());
        DataPlaneStatus dataPlane = status.dataPlane();
        if (dataPlane != null) {
          phases(tags, dataPlane, phaseRows);
          workloads(tags, dataPlane, workloadRows);
          waves(tags, dataPlane, waveRows);
        }
        switches(tags, status.history(), switchRows);
      }
    }
    phases.register(phaseRows, true);
    workloads.register(workloadRows, true);
    waves.register(waveRows, true);
    switches.register(switchRows, true);
  }

  private static void phases(Tags tags, DataPlaneStatus status, List<Row<?>> rows) {
    for (DataPlaneStatus.Phase phase : DataPlaneStatus.Phase.values()) {
      rows.add(Row.of(tags.and("phase", phase.name()), status.phase() == phase ? 1 : 0));
    }
  }

  private static void workloads(Tags tags, DataPlaneStatus status, List<Row<?>> rows) {
    WorkloadCounts counts = status.workloads();
    if (counts != null) {
      Map.of(
              "current", counts.current(),
              "outdated", counts.outdated(),
              "rolling", counts.rolling(),
              "failed", counts.failed(),
              "opted_out", counts.optedOut(),
              "unmanaged", counts.unmanaged())
          .forEach((state, count) -> rows.add(Row.of(tags.and("state", state), count)));
    }
  }

  private static void waves(Tags tags, DataPlaneStatus status, List<Row<?>> rows) {
    for (DataPlaneStatus.WaveStatus wave : status.waves()) {
      Tags of = tags.and("wave", wave.name());
      rows.add(Row.of(of.and("state", "current"), wave.current()));
      rows.add(Row.of(of.and("state", "outdated"), wave.total() - wave.current()));
    }
  }

  /** The history begins with the newest. */
  private static void switches(Tags tags, List<Switch> history, List<Row<?>> rows) {
    Map<Switch.Result, Instant> last = new EnumMap<>(Switch.Result.class);
    for (Switch each : history) {
      String time = each.completionTime() == null ? each.time() : each.completionTime();
      last.putIfAbsent(each.result(), Instant.parse(time));
    }
    last.forEach(
        (result, at) -> rows.add(Row.of(tags.and("result", result.name()), at.getEpochSecond())));
  }
}
