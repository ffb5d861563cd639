package io.meshwright.operator.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.operator.apply.Cluster;
import java.util.Objects;

/** Writes the status of custom resources. */
public final class StatusWriter {

  private final Cluster cluster;
  private final KubernetesSerialization serialization;

  public StatusWriter(Cluster cluster, KubernetesSerialization serialization) {
    this.cluster = cluster;
    this.serialization = serialization;
  }

  /** Writes {@code next} unless the resource says so already; the resource is left as it was. */
  public <S, R extends CustomResource<?, S>> void write(R resource, S next) {
    if (Objects.equals(resource.getStatus(), next)) {
      return;
    }
    R changed = serialization.clone(resource);
    changed.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withUid(resource.getMetadata().getUid())
            .build());
    changed.setSpec(null);
    changed.setStatus(next);
    cluster.writeStatus(changed);
  }
}
