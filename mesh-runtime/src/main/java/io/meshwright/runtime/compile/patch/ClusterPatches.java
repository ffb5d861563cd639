package io.meshwright.runtime.compile.patch;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshwright.runtime.compile.patch.ResourcePatches.Side;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.Patch.Context;
import io.meshwright.runtime.model.patch.PatchPlace;
import io.meshwright.xds.ClusterName;
import java.util.List;
import java.util.Optional;

/** Changes to clusters. */
final class ClusterPatches {

  private final ProxyScope scope;
  private final Side side;

  ClusterPatches(ProxyScope scope, Side side) {
    this.scope = scope;
    this.side = side;
  }

  List<Cluster> apply(List<Cluster> compiled) {
    List<Cluster> clusters = compiled;
    for (ActivePatch active : ActivePatch.of(scope)) {
      if (active.of(Patch.Target.CLUSTER) && here(active.patch())) {
        clusters =
            active.applyTo(
                clusters, cluster -> matches(active.patch(), cluster), true, 0, Cluster.class);
      }
    }
    return clusters;
  }

  private boolean here(Patch patch) {
    if (patch.operation() == Patch.Operation.ADD && !side.adds(patch.context())) {
      return false;
    }
    return scope.proxy().router()
        ? patch.context() == Context.ANY || patch.context() == Context.GATEWAY
        : patch.context() != Context.GATEWAY;
  }

  private boolean matches(Patch patch, Cluster cluster) {
    Optional<ClusterName> name = ClusterName.parse(cluster.getName());
    boolean inbound =
        name.map(n -> n.direction() == ClusterName.Direction.INBOUND)
            .orElse(cluster.getName().equals(ClusterName.INBOUND_PASSTHROUGH));
    boolean inContext =
        switch (patch.context()) {
          case ANY, GATEWAY -> true;
          case SIDECAR_INBOUND -> inbound;
          case SIDECAR_OUTBOUND -> !inbound;
        };
    return inContext
        && switch (patch.place()) {
          case PatchPlace.OfCluster place -> matches(place, cluster.getName(), name);
          case PatchPlace.Anywhere _, PatchPlace.OfListener _, PatchPlace.OfRoutes _ -> true;
        };
  }

  private static boolean matches(
      PatchPlace.OfCluster place, String cluster, Optional<ClusterName> name) {
    if (!place.name().isEmpty()) {
      return place.name().equals(cluster);
    }
    if (place.port() == 0 && place.service().isEmpty() && place.subset().isEmpty()) {
      return true;
    }
    return name.filter(n -> place.port() == 0 || n.port() == place.port())
        .filter(n -> place.service().isEmpty() || n.host().equals(place.service()))
        .filter(n -> place.subset().isEmpty() || n.subset().equals(place.subset()))
        .isPresent();
  }
}
