package io.meshwright.operator.configdiff;

import io.meshwright.operator.sessions.RuntimeRenderer.Shape;
import io.meshwright.operator.sessions.RuntimeRenderer.Shapes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The proxies that are rendered: one of each shape, whichever replica it is connected to. Pure.
 *
 * @param leftOut shapes beyond the limit
 */
record Sample(List<Shape> shapes, int leftOut) {

  Sample {
    shapes = List.copyOf(shapes);
  }

  /** Of what each replica says: in turns of namespaces, the shapes of most proxies first. */
  static Sample of(List<Shapes> replicas, int most) {
    Map<String, Shape> byKey = new LinkedHashMap<>();
    int untold = 0;
    for (Shapes replica : replicas) {
      untold = Math.max(untold, replica.total() - replica.shapes().size());
      for (Shape shape : replica.shapes()) {
        byKey.merge(
            shape.key(),
            shape,
            (one, other) ->
                new Shape(one.key(), one.namespace(), one.proxies() + other.proxies(), one.node()));
      }
    }
    List<Shape> chosen = fair(byKey.values(), most);
    return new Sample(chosen, byKey.size() - chosen.size() + untold);
  }

  /** How many proxies they stand for. */
  long proxies() {
    return shapes.stream().mapToLong(Shape::proxies).sum();
  }

  private static List<Shape> fair(Collection<Shape> shapes, int most) {
    Map<String, Deque<Shape>> namespaces = new TreeMap<>();
    shapes.stream()
        .sorted(Comparator.comparingLong(Shape::proxies).reversed().thenComparing(Shape::key))
        .forEach(
            shape ->
                namespaces.computeIfAbsent(shape.namespace(), _ -> new ArrayDeque<>()).add(shape));
    List<Shape> chosen = new ArrayList<>();
    while (chosen.size() < most && !namespaces.isEmpty()) {
      namespaces
          .values()
          .removeIf(
              waiting -> {
                if (chosen.size() < most) {
                  chosen.add(waiting.remove());
                }
                return waiting.isEmpty();
              });
    }
    return chosen;
  }
}
