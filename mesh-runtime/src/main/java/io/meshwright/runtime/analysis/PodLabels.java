package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pods by what they are labelled, so that to find those that a selector selects costs as much as
 * the rarest of its labels has pods.
 */
final class PodLabels {

  private record Label(String namespace, String key, String value) {}

  private final Map<Label, List<Pod>> pods = new HashMap<>();

  PodLabels(Collection<Pod> all) {
    for (Pod pod : all) {
      pod.labels()
          .forEach(
              (key, value) ->
                  pods.computeIfAbsent(
                          new Label(pod.namespace(), key, value), _ -> new ArrayList<>())
                      .add(pod));
    }
  }

  /** Pods of a namespace with all of these labels, of which there is at least one; in no order. */
  List<Pod> selected(String namespace, Map<String, String> selector) {
    return selector.entrySet().stream()
        .map(
            label ->
                pods.getOrDefault(
                    new Label(namespace, label.getKey(), label.getValue()), List.of()))
        .min(Comparator.comparingInt(List::size))
        .orElseThrow(() -> new IllegalArgumentException("a selector without labels"))
        .stream()
        .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
        .toList();
  }
}
