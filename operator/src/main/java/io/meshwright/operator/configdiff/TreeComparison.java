package io.meshwright.operator.configdiff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds where two forms of a resource differ, as deep as both have the same fields. Elements of
 * lists are paired by their names where they have some, so that one more is one difference. Pure.
 */
final class TreeComparison {

  private final List<FieldChange> changes = new ArrayList<>();

  private TreeComparison() {}

  /** All differences, in the order of fields' names. */
  static List<FieldChange> of(JsonNode before, JsonNode after) {
    TreeComparison comparison = new TreeComparison();
    comparison.compare(new Place(List.of(), "", ""), before, after);
    return List.copyOf(comparison.changes);
  }

  /**
   * Where a comparison is.
   *
   * @param field the nearest field's name
   */
  private record Place(List<String> path, String at, String field) {

    Place field(String name) {
      List<String> deeper = new ArrayList<>(path);
      deeper.add(name);
      return new Place(List.copyOf(deeper), at.isEmpty() ? name : at + "." + name, name);
    }

    Place element(String name) {
      return new Place(path, at + "[" + name + "]", field);
    }
  }

  private void compare(Place place, @Nullable JsonNode before, @Nullable JsonNode after) {
    if (before != null && before.equals(after)) {
      return;
    }
    if (before != null && after != null && before.isObject() && after.isObject()) {
      objects(place, before, after);
    } else if (before != null && after != null && before.isArray() && after.isArray()) {
      arrays(place, elements(before), elements(after));
    } else {
      changes.add(
          new FieldChange(place.path(), place.at(), FieldValue.of(before), FieldValue.of(after)));
    }
  }

  private void objects(Place place, JsonNode before, JsonNode after) {
    TreeSet<String> names = new TreeSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    names.forEach(name -> compare(place.field(name), before.get(name), after.get(name)));
  }

  private void arrays(Place place, List<JsonNode> before, List<JsonNode> after) {
    Optional<List<String>> old = Lists.names(place.field(), before);
    Optional<List<String>> next = Lists.names(place.field(), after);
    if (old.isPresent() && next.isPresent()) {
      named(place, pairs(old.get(), before), pairs(next.get(), after));
    } else if (Lists.isOrdered(place.field())) {
      ordered(place, before, after);
    } else {
      unordered(place, before, after);
    }
  }

  private void named(Place place, Map<String, JsonNode> before, Map<String, JsonNode> after) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.forEach(name -> compare(place.element(name), before.get(name), after.get(name)));
    List<String> order = before.keySet().stream().filter(after::containsKey).toList();
    List<String> reordered = after.keySet().stream().filter(before::containsKey).toList();
    if (Lists.isOrdered(place.field()) && !order.equals(reordered)) {
      changes.add(
          new FieldChange(
              place.path(),
              place.at(),
              FieldValue.cut(String.join(", ", order)),
              FieldValue.cut(String.join(", ", reordered))));
    }
  }

  /** What is equal at both ends is left out, so that one more in between is one difference. */
  private void ordered(Place place, List<JsonNode> before, List<JsonNode> after) {
    int shorter = Math.min(before.size(), after.size());
    int begin = 0;
    while (begin < shorter && before.get(begin).equals(after.get(begin))) {
      begin++;
    }
    int end = 0;
    while (end < shorter - begin
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    int differing = Math.max(before.size(), after.size()) - end;
    for (int i = begin; i < differing; i++) {
      compare(
          place.element(String.valueOf(i)),
          i < before.size() - end ? before.get(i) : null,
          i < after.size() - end ? after.get(i) : null);
    }
  }

  private void unordered(Place place, List<JsonNode> before, List<JsonNode> after) {
    List<JsonNode> gone = new ArrayList<>(before);
    after.forEach(gone::remove);
    List<JsonNode> come = new ArrayList<>(after);
    before.forEach(come::remove);
    ordered(place, sorted(gone), sorted(come));
  }

  private static List<JsonNode> sorted(List<JsonNode> elements) {
    return elements.stream().sorted(Comparator.comparing(JsonNode::toString)).toList();
  }

  private static Map<String, JsonNode> pairs(List<String> names, List<JsonNode> elements) {
    Map<String, JsonNode> pairs = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      pairs.put(names.get(i), elements.get(i));
    }
    return pairs;
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }
}
