package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Pod;
import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Each pod has one Sidecar at most, and each selector selects a pod. */
final class SidecarSelections implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    Map<String, List<SidecarRules>> byNamespace =
        model.sidecars().stream()
            .collect(
                Collectors.groupingBy(
                    rules -> rules.origin().namespace(), TreeMap::new, Collectors.toList()));
    byNamespace.forEach(
        (namespace, sidecars) -> {
          List<Pod> pods =
              model.pods().stream().filter(pod -> pod.namespace().equals(namespace)).toList();
          ofNamespace(namespace, sidecars, findings);
          ofPods(namespace, sidecars, pods, findings);
        });
  }

  private static void ofNamespace(
      String namespace, List<SidecarRules> sidecars, Consumer<Finding> findings) {
    List<SidecarRules> all = sidecars.stream().filter(rules -> rules.selector().isEmpty()).toList();
    if (all.size() > 1) {
      for (SidecarRules rules : all) {
        findings.accept(
            new Finding(
                Code.MULTIPLE_SIDECARS_WITHOUT_WORKLOAD_SELECTORS,
                rules.origin().toString(),
                ("The Sidecars %s in namespace \"%s\" have no workload selector, which can "
                        + "lead to undefined behavior.")
                    .formatted(names(all), namespace)));
      }
    }
  }

  private static void ofPods(
      String namespace, List<SidecarRules> sidecars, List<Pod> pods, Consumer<Finding> findings) {
    List<SidecarRules> selecting =
        sidecars.stream().filter(rules -> !rules.selector().isEmpty()).toList();
    for (Pod pod : pods) {
      List<SidecarRules> ofPod = selecting.stream().filter(rules -> selects(rules, pod)).toList();
      if (ofPod.size() > 1) {
        ofPod.forEach(
            rules ->
                findings.accept(
                    new Finding(
                        Code.CONFLICTING_SIDECAR_WORKLOAD_SELECTORS,
                        rules.origin().toString(),
                        ("The Sidecars %s in namespace \"%s\" select the same workload pod "
                                + "\"%s.%s\", which can lead to undefined behavior.")
                            .formatted(names(ofPod), namespace, pod.name(), namespace))));
      }
    }
    for (SidecarRules rules : selecting) {
      if (pods.stream().noneMatch(pod -> selects(rules, pod))) {
        String selector =
            new TreeMap<>(rules.selector())
                .entrySet().stream().map(Object::toString).collect(Collectors.joining(","));
        findings.accept(RouteDestinations.missing(rules.origin().toString(), "selector", selector));
      }
    }
  }

  private static boolean selects(SidecarRules rules, Pod pod) {
    return pod.labels().entrySet().containsAll(rules.selector().entrySet());
  }

  private static List<String> names(List<SidecarRules> sidecars) {
    return sidecars.stream().map(rules -> rules.origin().name()).sorted().toList();
  }
}
