package io.meshwright.operator.dataplane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.analysis.Judge;
import io.meshwright.operator.analysis.LatencyHistogram;
import io.meshwright.operator.analysis.Samples;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Subject.Direction;
import io.meshwright.operator.analysis.Traffic;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Owner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps the baseline of an installation's wave in a ConfigMap in its mesh's namespace, so that an
 * operator that takes over judges by the same. The next wave overwrites it; it goes with the
 * installation. A thousand workloads take some tens of kilobytes of the mebibyte that one holds.
 */
final class BaselineStore {

  private static final String TARGET = "target";
  private static final String WAVE = "wave";
  private static final String TO = "to";
  private static final String SAMPLES = "samples.json.gz";

  private final Cluster cluster;
  private final KubernetesSerialization serialization;

  BaselineStore(Cluster cluster, KubernetesSerialization serialization) {
    this.cluster = cluster;
    this.serialization = serialization;
  }

  /** What is written; {@code buckets} by their bounds, in milliseconds. */
  private record Written(List<Judge.Workload> workloads, List<Entry> traffic) {}

  private record Entry(
      String namespace,
      String workload,
      Direction direction,
      long requests,
      long failed,
      Map<String, Long> buckets) {}

  /** What the last baseline is about; empty if there is none that can be read. */
  Optional<Baseline.Note> note(MeshInstallation installation) {
    return find(installation).flatMap(BaselineStore::note);
  }

  /** The last baseline; empty if there is none that can be read. */
  Optional<Baseline> read(MeshInstallation installation) {
    return find(installation)
        .flatMap(
            map ->
                note(map)
                    .flatMap(
                        note ->
                            written(map)
                                .map(
                                    it ->
                                        new Baseline(
                                            note, it.workloads(), samples(it.traffic())))));
  }

  /**
   * Writes a baseline over the last one.
   *
   * @throws io.meshwright.operator.apply.ApplyException when the API server refuses
   */
  void write(MeshInstallation installation, Baseline baseline) {
    Owner owner = Owner.of(installation);
    cluster.apply(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(installation.getSpec().namespace())
            .withName(OperatorNames.waveBaseline(owner.name()))
            .withLabels(owner.labels())
            .withOwnerReferences(owner.reference())
            .endMetadata()
            .addToData(TARGET, baseline.note().target())
            .addToData(WAVE, baseline.note().wave())
            .addToData(TO, baseline.note().to().toString())
            .addToBinaryData(
                SAMPLES,
                packed(
                    serialization.asJson(
                        new Written(baseline.workloads(), entries(baseline.samples())))))
            .build());
  }

  private Optional<ConfigMap> find(MeshInstallation installation) {
    Owner owner = Owner.of(installation);
    return cluster
        .get(
            ConfigMap.class,
            installation.getSpec().namespace(),
            OperatorNames.waveBaseline(owner.name()))
        .filter(owner::owns);
  }

  private static Optional<Baseline.Note> note(ConfigMap map) {
    Map<String, String> data = Optional.ofNullable(map.getData()).orElse(Map.of());
    String target = data.get(TARGET);
    String wave = data.get(WAVE);
    String to = data.get(TO);
    if (target == null || wave == null || to == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Baseline.Note(target, wave, Instant.parse(to)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Optional<Written> written(ConfigMap map) {
    return Optional.ofNullable(map.getBinaryData())
        .map(data -> data.get(SAMPLES))
        .flatMap(BaselineStore::unpacked)
        .map(json -> serialization.unmarshal(json, Written.class));
  }

  private static List<Entry> entries(Samples samples) {
    List<Entry> entries = new ArrayList<>();
    samples
        .traffic()
        .forEach(
            (subject, traffic) -> {
              Map<String, Long> buckets = new TreeMap<>();
              traffic
                  .latency()
                  .buckets()
                  .forEach((bound, count) -> buckets.put(bound.toString(), count));
              entries.add(
                  new Entry(
                      subject.namespace(),
                      subject.workload(),
                      subject.direction(),
                      traffic.requests(),
                      traffic.failed(),
                      buckets));
            });
    return entries;
  }

  private static Samples samples(List<Entry> entries) {
    Map<Subject, Traffic> traffic = new HashMap<>();
    for (Entry entry : entries) {
      NavigableMap<Double, Long> buckets = new TreeMap<>();
      entry.buckets().forEach((bound, count) -> buckets.put(Double.valueOf(bound), count));
      traffic.put(
          new Subject(entry.namespace(), entry.workload(), entry.direction()),
          new Traffic(entry.requests(), entry.failed(), new LatencyHistogram(buckets)));
    }
    return new Samples(traffic);
  }

  private static String packed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static Optional<String> unpacked(String text) {
    try (GZIPInputStream zip =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      return Optional.of(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      // somebody else wrote it: as good as none
      return Optional.empty();
    }
  }
}
