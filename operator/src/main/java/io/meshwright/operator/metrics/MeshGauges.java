package io.meshwright.operator.metrics;

import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Impact;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.preflight.PreflightInspection;
import io.meshwright.operator.revision.PublishedRoots;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import io.meshwright.operator.sessions.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The state of all meshes, read from the caches at each scrape, so that nothing has to be kept up
 * to date in between. Only a leader's is shown: a standby's would count everything twice.
 */
public final class MeshGauges {

  private final Cluster cluster;
  private final Sessions sessions;
  private final PreflightInspection preflight;
  private final MultiGauge active;
  private final MultiGauge conditions;
  private final MultiGauge certificates;
  private final MultiGauge proxies;
  private final MultiGauge outdated;
  private final MultiGauge findings;
  private final DataPlaneGauges dataPlane;
  private final HealingGauges healing;
  private final MultiGauge differences;

  public MeshGauges(
      Cluster cluster, Sessions sessions, PreflightInspection preflight, MeterRegistry registry) {
    this.cluster = cluster;
    this.sessions = sessions;
    this.preflight = preflight;
    this.dataPlane = new DataPlaneGauges(cluster, registry);
    this.healing = new HealingGauges(cluster, registry);
    this.active =
        MultiGauge.builder("meshwright.revision.active")
            .description("1 for a MeshRevision that its installation follows, 0 for another.")
            .register(registry);
    this.conditions =
        MultiGauge.builder("meshwright.condition")
            .description("1 for the status that a condition has, 0 for the other two.")
            .register(registry);
    this.certificates =
        MultiGauge.builder("meshwright.root.certificate.expiry.timestamp")
            .baseUnit("seconds")
            .description("When a root that the workloads of a mesh trust ends.")
            .register(registry);
    this.proxies =
        MultiGauge.builder("meshwright.proxies")
            .description("Proxies connected to a revision; absent while it has not been said.")
            .register(registry);
    this.outdated =
        MultiGauge.builder("meshwright.proxies.outdated")
            .description("Those of another version than their control plane.")
            .register(registry);
    this.findings =
        MultiGauge.builder("meshwright.preflight.findings")
            .description("What the latest preflight found that speaks against a revision.")
            .register(registry);
    this.differences =
        MultiGauge.builder("meshwright.config.differences")
            .description("How the newest change of revision changes what proxies get.")
            .register(registry);
  }

  /** Reads the caches. */
  public synchronized void refresh(boolean leading) {
    active.register(leading ? revisions() : List.of(), true);
    conditions.register(leading ? conditions() : List.of(), true);
    certificates.register(leading ? roots() : List.of(), true);
    proxies.register(leading ? proxies(ProxyCounts::total) : List.of(), true);
    outdated.register(leading ? proxies(ProxyCounts::outdated) : List.of(), true);
    findings.register(leading ? findings() : List.of(), true);
    dataPlane.refresh(leading);
    healing.refresh(leading);
    differences.register(leading ? differences() : List.of(), true);
  }

  private List<Row<?>> revisions() {
    Set<String> followed =
        cluster.list(MeshInstallation.class).stream()
            .filter(installation -> installation.getStatus() != null)
            .map(installation -> String.valueOf(installation.getStatus().activeRevision()))
            .collect(Collectors.toSet());
    List<Row<?>> rows = new ArrayList<>();
    for (MeshRevision revision : cluster.list(MeshRevision.class)) {
      String name = revision.getMetadata().getName();
      rows.add(
          Row.of(
              Tags.of("revision", name, "version", revision.getSpec().version()),
              followed.contains(name) ? 1 : 0));
    }
    return rows;
  }

  private List<Row<?>> conditions() {
    List<Row<?>> rows = new ArrayList<>();
    for (MeshInstallation installation : cluster.list(MeshInstallation.class)) {
      if (installation.getStatus() != null) {
        String name = installation.getMetadata().getName();
        rows.addAll(rows("MeshInstallation", name, installation.getStatus().conditions()));
      }
    }
    for (MeshRevision revision : cluster.list(MeshRevision.class)) {
      if (revision.getStatus() != null) {
        String name = revision.getMetadata().getName();
        rows.addAll(rows("MeshRevision", name, revision.getStatus().conditions()));
      }
    }
    return rows;
  }

  private static List<Row<?>> rows(String kind, String name, List<Condition> conditions) {
    List<Row<?>> rows = new ArrayList<>();
    for (Condition condition : conditions) {
      for (ConditionStatus status : ConditionStatus.values()) {
        rows.add(
            Row.of(
                Tags.of(
                    "kind", kind, "name", name, "type", condition.type(), "status", status.word()),
                condition.status() == status ? 1 : 0));
      }
    }
    return rows;
  }

  private List<Row<?>> proxies(ToLongFunction<ProxyCounts> figure) {
    List<Row<?>> rows = new ArrayList<>();
    for (MeshRevision revision : cluster.list(MeshRevision.class)) {
      String name = revision.getMetadata().getName();
      SessionCounts counts = sessions.of(name);
      if (counts.known()) {
        counts
            .namespaces()
            .forEach(
                (namespace, of) ->
                    rows.add(
                        Row.of(
                            Tags.of("revision", name, "namespace", namespace),
                            figure.applyAsLong(of))));
      }
    }
    return rows;
  }

  private List<Row<?>> findings() {
    List<Row<?>> rows = new ArrayList<>();
    for (MeshRevision revision : cluster.list(MeshRevision.class)) {
      Map<Tags, Long> counts =
          preflight.findings(revision).stream()
              .collect(
                  Collectors.groupingBy(
                      finding ->
                          Tags.of(
                              "revision", revision.getMetadata().getName(),
                              "severity", finding.blocks() ? "blocking" : "warning",
                              "code", finding.code().reason().word()),
                      Collectors.counting()));
      counts.forEach((tags, count) -> rows.add(Row.of(tags, count)));
    }
    return rows;
  }

  private List<Row<?>> differences() {
    List<Row<?>> rows = new ArrayList<>();
    for (MeshInstallation installation : cluster.list(MeshInstallation.class)) {
      ConfigDiffStatus diff =
          installation.getStatus() == null ? null : installation.getStatus().configDiff();
      if (diff != null && diff.state() == ConfigDiffStatus.State.Compared) {
        String name = installation.getMetadata().getName();
        rows.add(Row.of(differences(name, Impact.Behavioural), diff.behavioural()));
        rows.add(Row.of(differences(name, Impact.Harmless), diff.harmless()));
      }
    }
    return rows;
  }

  private static Tags differences(String installation, Impact impact) {
    return Tags.of("name", installation, "impact", impact.name());
  }

  private List<Row<?>> roots() {
    Map<Tags, Long> ends = new HashMap<>();
    for (MeshRevision revision : cluster.list(MeshRevision.class)) {
      PublishedRoots.of(revision.getSpec(), cluster)
          .map(PemCertificates::read)
          .orElse(List.of())
          .forEach(
              root ->
                  ends.put(
                      Tags.of(
                          "namespace",
                          revision.getSpec().namespace(),
                          "serial",
                          root.getSerialNumber().toString(16)),
                      root.getNotAfter().toInstant().getEpochSecond()));
    }
    List<Row<?>> rows = new ArrayList<>();
    ends.forEach((tags, end) -> rows.add(Row.of(tags, end)));
    return rows;
  }
}
