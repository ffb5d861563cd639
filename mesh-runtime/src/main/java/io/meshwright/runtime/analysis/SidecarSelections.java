package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Pod;
import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Each pod has one Sidecar at most, and each selector selects a pod. */
final class SidecarSelections implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    if (model.sidecars().isEmpty()) {
      return;
    }
    PodLabels pods = new PodLabels(model.pods());
    Map<String, List<SidecarRules>> byNamespace =
        model.sidecars().stream()
            .collect(
                Collectors.groupingBy(
                    rules -> rules.origin().namespace(), TreeMap::new, Collectors.toList()));
    byNamespace.forEach(
        (namespace, sidecars) -> {
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
      String namespace, List<SidecarRules> sidecars, PodLabels pods, Consumer<Finding> findings) {
    SortedMap<String, List<SidecarRules>> byPod = new TreeMap<>();
    for (SidecarRules rules : sidecars) {
      if (!rules.selector().isEmpty()) {
        List<Pod> selected = pods.selected(namespace, rules.selector());
        if (selected.isEmpty()) {
          findings.accept(
              RouteDestinations.missing(
                  rules.origin().toString(), "selector", text(rules.selector())));
        }
        selected.forEach(
            pod -> byPod.computeIfAbsent(pod.name(), _ -> new ArrayList<>()).add(rules));
      }
    }
    byPod.forEach(
        (pod, ofPod) -> {
          if (ofPod.size() > 1) {
            ofPod.forEach(rules -> findings.accept(conflict(rules, ofPod, namespace, pod)));
          }
        });
  }

  private static Finding conflict(
      SidecarRules rules, List<SidecarRules> ofPod, String namespace, String pod) {
    return new Finding(
        Code.CONFLICTING_SIDECAR_WORKLOAD_SELECTORS,
        rules.origin().toString(),
        ("The Sidecars %s in namespace \"%s\" select the same workload pod "
                + "\"%s.%s\", which can lead to undefined behavior.")
            .formatted(names(ofPod), namespace, pod, namespace));
  }

  private static String text(Map<String, String> selector) {
    return new TreeMap<>(selector)
        .entrySet().stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private static List<String> names(List<SidecarRules> sidecars) {
    return sidecars.stream().map(rules -> rules.origin().name()).sorted().toList();
  }
}
