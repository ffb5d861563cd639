package io.meshwright.operator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.State;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.operator.apply.Owner;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What evictions tell. Pure. */
final class HealingTransition {

  private HealingTransition() {}

  static List<MeshEvent> between(Owner about, @Nullable HasMetadata before, HasMetadata after) {
    Set<String> told = evicted(before).stream().map(Eviction::uid).collect(Collectors.toSet());
    return evicted(after).stream()
        .filter(eviction -> !told.contains(eviction.uid()))
        .map(
            eviction ->
                new MeshEvent(
                    about,
                    switch (eviction.kind()) {
                      case Proxy -> EventReason.PROXY_EVICTED;
                      case ControlPlane -> EventReason.REPLICA_REPLACED;
                    },
                    "pod %s of %s %s".formatted(eviction.pod(), eviction.of(), eviction.reason())))
        .toList();
  }

  private static List<Eviction> evicted(@Nullable HasMetadata resource) {
    return resource instanceof MeshInstallation installation
            && installation.getStatus() != null
            && installation.getStatus().healing() != null
        ? installation.getStatus().healing().evictions().stream()
            .filter(eviction -> eviction.state() == State.Evicted)
            .toList()
        : List.of();
  }
}
