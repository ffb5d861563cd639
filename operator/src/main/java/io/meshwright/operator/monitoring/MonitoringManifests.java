package io.meshwright.operator.monitoring;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The objects, from the files of this package. */
final class MonitoringManifests {

  static final String ALERTS = "alerts.yaml";
  static final List<String> BOARDS = List.of("meshwright-operator.json");

  /** By which Grafana's sidecar, and others after it, find boards. */
  private static final Map<String, String> BOARD_LABEL = Map.of("grafana_dashboard", "1");

  private MonitoringManifests() {}

  static PrometheusRule alerts(MeshInstallation installation, KubernetesSerialization yaml) {
    PrometheusRule rule = new PrometheusRule();
    rule.setMetadata(metadata(installation, MeshNames.ALERTS, Map.of()));
    Map<?, ?> spec = yaml.unmarshal(text(ALERTS, installation), Map.class);
    rule.setAdditionalProperty("spec", spec);
    return rule;
  }

  static ConfigMap boards(MeshInstallation installation) {
    Map<String, String> boards = new HashMap<>();
    BOARDS.forEach(file -> boards.put(file, text(file)));
    return new ConfigMapBuilder()
        .withMetadata(metadata(installation, MeshNames.DASHBOARDS, BOARD_LABEL))
        .withData(boards)
        .build();
  }

  private static ObjectMeta metadata(
      MeshInstallation installation, String name, Map<String, String> own) {
    Owner owner = Owner.of(installation);
    Map<String, String> labels = new HashMap<>(own);
    labels.putAll(installation.getSpec().monitoring().labels());
    labels.putAll(owner.labels());
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(installation.getSpec().namespace())
        .withLabels(labels)
        .withOwnerReferences(owner.reference())
        .build();
  }

  private static String text(String file, MeshInstallation installation) {
    return text(file)
        .replace("@INSTALLATION@", installation.getMetadata().getName())
        .replace("@NAMESPACE@", installation.getSpec().namespace());
  }

  static String text(String file) {
    try (InputStream in = MonitoringManifests.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not among the resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
