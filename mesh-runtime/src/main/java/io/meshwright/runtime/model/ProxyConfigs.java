package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Origin;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How proxies are run: ProxyConfigs, in the order of their origins. Of each level, which are the
 * mesh, a namespace and workloads of one, the oldest counts (istio-features PC1).
 *
 * @param rootNamespace whose ProxyConfig without selector holds for the mesh
 */
public record ProxyConfigs(String rootNamespace, List<Rules> rules) {

  /**
   * One ProxyConfig.
   *
   * @param selector labels of pods; empty for all
   * @param concurrency worker threads; empty if nothing is said, 0 for all cores
   */
  public record Rules(
      Origin origin,
      Map<String, String> selector,
      OptionalInt concurrency,
      SortedMap<String, String> environment) {
    public Rules {
      selector = Map.copyOf(selector);
      environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }
  }

  public ProxyConfigs {
    rules = rules.stream().sorted(Comparator.comparing(Rules::origin)).toList();
  }

  /** In a mesh without any. */
  public static ProxyConfigs none(String rootNamespace) {
    return new ProxyConfigs(rootNamespace, List.of());
  }

  static ProxyConfigs of(String rootNamespace, Collection<Rules> rules) {
    return new ProxyConfigs(rootNamespace, List.copyOf(rules));
  }

  /** What holds for a whole namespace, the weaker first. */
  public List<Rules> ofNamespace(String namespace) {
    return Stream.of(rootNamespace, namespace)
        .distinct()
        .flatMap(place -> oldest(rule -> rule.selector().isEmpty() && in(rule, place)).stream())
        .toList();
  }

  /** What holds for a pod beside that. */
  public Optional<Rules> ofPod(String namespace, Map<String, String> labels) {
    return oldest(
        rule ->
            !rule.selector().isEmpty()
                && in(rule, namespace)
                && labels.entrySet().containsAll(rule.selector().entrySet()));
  }

  private Optional<Rules> oldest(Predicate<Rules> which) {
    return rules.stream().filter(which).findFirst();
  }

  private static boolean in(Rules rule, String namespace) {
    return rule.origin().namespace().equals(namespace);
  }
}
