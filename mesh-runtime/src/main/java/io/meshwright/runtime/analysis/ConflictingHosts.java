package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.RoutingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** No sidecar sees two VirtualServices of the same host: the younger would have no effect. */
final class ConflictingHosts implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    SortedMap<Hostname, List<RoutingRules>> byHost = new TreeMap<>();
    for (RoutingRules rules : model.routing()) {
      if (rules.forMesh()) {
        rules.hosts().stream()
            .distinct()
            .forEach(host -> byHost.computeIfAbsent(host, _ -> new ArrayList<>(1)).add(rules));
      }
    }
    byHost.forEach((host, all) -> all.forEach(rules -> check(host, rules, all, findings)));
  }

  private static void check(
      Hostname host, RoutingRules rules, List<RoutingRules> all, Consumer<Finding> findings) {
    List<RoutingRules> conflicting =
        all.stream().filter(other -> overlap(rules.exportTo(), other.exportTo())).toList();
    if (conflicting.size() > 1) {
      String names =
          conflicting.stream()
              .map(other -> other.origin().namespace() + "/" + other.origin().name())
              .sorted()
              .collect(Collectors.joining(","));
      findings.accept(
          new Finding(
              Code.CONFLICTING_MESH_GATEWAY_VIRTUAL_SERVICE_HOSTS,
              rules.origin().toString(),
              ("The VirtualServices %s associated with mesh gateway define the same host %s "
                      + "which can lead to undefined behavior. This can be fixed by merging the "
                      + "conflicting VirtualServices into a single resource.")
                  .formatted(names, host)));
    }
  }

  private static boolean overlap(ExportTo one, ExportTo other) {
    if (one.everywhere() || other.everywhere()) {
      return (one.everywhere() || !one.namespaces().isEmpty())
          && (other.everywhere() || !other.namespaces().isEmpty());
    }
    return one.namespaces().stream().anyMatch(other::includes);
  }
}
