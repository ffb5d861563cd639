package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.config.MetadataValue;
import io.meshwright.proxy.config.NodeIdentity;
import io.meshwright.proxy.telemetry.PeerMetadataCodec;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.meshwright.xds.NodeMetadata;

/** Describes this proxy's workload from what the node tells the control plane. */
final class SelfDescriptions {
  private SelfDescriptions() {}

  static SelfDescription of(NodeIdentity node) {
    String workloadName = text(node.metadata(), NodeMetadata.WORKLOAD_NAME);
    String workload = workloadName.isEmpty() ? node.id().pod() : workloadName;
    String app = label(node, "app");
    String canonical = label(node, "service.istio.io/canonical-name");
    String revision = label(node, "service.istio.io/canonical-revision");
    String version = label(node, "version");
    WorkloadMetadata self =
        new WorkloadMetadata(
            workload,
            node.id().namespace(),
            app,
            version,
            first(canonical, first(label(node, "app.kubernetes.io/name"), first(app, workload))),
            first(
                revision,
                first(label(node, "app.kubernetes.io/version"), first(version, "latest"))),
            text(node.metadata(), NodeMetadata.CLUSTER_ID));
    return new SelfDescription(
        self,
        node.id().toString(),
        node.serviceCluster(),
        PeerMetadataCodec.encode(self, node.id().pod()));
  }

  private static String first(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }

  private static String label(NodeIdentity node, String name) {
    return node.metadata().values().get(NodeMetadata.LABELS) instanceof MetadataValue.Fields labels
        ? text(labels, name)
        : "";
  }

  private static String text(MetadataValue.Fields fields, String key) {
    return fields.values().get(key) instanceof MetadataValue.Text(String value) ? value : "";
  }
}
