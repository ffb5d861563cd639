package io.meshwright.operator.configdiff;

import com.google.common.hash.Hashing;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Count;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Example;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Impact;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found.
 *
 * @param proxies for which the rendered ones stand
 * @param rendered how many were
 * @param omitted what was not looked at, in sentences
 * @param differences the worst first
 */
record ConfigDiff(long proxies, int rendered, List<String> omitted, List<Difference> differences) {

  private static final int HASH_DIGITS = 16;

  ConfigDiff {
    omitted = List.copyOf(omitted);
    differences =
        differences.stream()
            .sorted(
                Comparator.comparing(Difference::impact)
                    .thenComparing(Comparator.comparingLong(Difference::proxies).reversed())
                    .thenComparing(
                        Comparator.<Difference>comparingInt(it -> it.resources().size()).reversed())
                    .thenComparing(Difference::words))
            .toList();
  }

  /**
   * The same difference of some resources.
   *
   * @param field where the first of the resources has it; empty if resources come or go
   * @param path the field without what is particular to that resource
   * @param resources their names
   * @param proxies how many connected proxies get one of them
   */
  record Difference(
      Kind kind,
      Impact impact,
      String field,
      List<String> path,
      @Nullable String before,
      @Nullable String after,
      SortedSet<String> resources,
      long proxies) {

    Difference {
      path = List.copyOf(path);
      resources = Collections.unmodifiableSortedSet(new TreeSet<>(resources));
    }

    /** What is accepted with it: more resources with the same change need no other word. */
    String words() {
      return kind
          + " "
          + (path.isEmpty() ? String.join(",", resources) : String.join(".", path))
          + ": "
          + before
          + " -> "
          + after;
    }

    private Example example() {
      return new Example(
          kind, impact, resources.getFirst(), field, before, after, resources.size(), proxies);
    }
  }

  /** Kinds with differences, in the order of the kinds. */
  List<Count> counts() {
    Map<Kind, Count> counts = new EnumMap<>(Kind.class);
    for (Difference difference : differences) {
      boolean behavioural = difference.impact() == Impact.Behavioural;
      counts.merge(
          difference.kind(),
          new Count(difference.kind(), behavioural ? 1 : 0, behavioural ? 0 : 1),
          (one, other) ->
              new Count(
                  one.kind(),
                  one.behavioural() + other.behavioural(),
                  one.harmless() + other.harmless()));
    }
    return List.copyOf(counts.values());
  }

  /** The worst of each kind, then others. */
  List<Example> examples() {
    List<Difference> chosen = new ArrayList<>();
    Set<Kind> shown = EnumSet.noneOf(Kind.class);
    differences.stream()
        .filter(difference -> difference.impact() == Impact.Behavioural)
        .filter(difference -> shown.add(difference.kind()))
        .forEach(chosen::add);
    differences.stream().filter(difference -> !chosen.contains(difference)).forEach(chosen::add);
    return chosen.stream().limit(ConfigDiffStatus.MAX_EXAMPLES).map(Difference::example).toList();
  }

  /** Of all that is behavioural; equal for equal differences, whatever the order. */
  String hash() {
    return hash(
        differences.stream()
            .filter(difference -> difference.impact() == Impact.Behavioural)
            .map(Difference::words)
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  /** The hash of what is to be accepted. */
  static String hash(String words) {
    return Hashing.sha256()
        .hashString(words, StandardCharsets.UTF_8)
        .toString()
        .substring(0, HASH_DIGITS);
  }
}
