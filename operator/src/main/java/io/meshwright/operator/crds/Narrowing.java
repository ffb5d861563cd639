package io.meshwright.operator.crds;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a new schema takes away.
 *
 * @param version of the CRD
 * @param path of the field from the object's root; {@code []} and {@code {}} stand for each element
 * @param what was taken away
 * @param pattern the new pattern where one replaces another, which only the values can judge; null
 *     otherwise
 */
record Narrowing(String version, List<String> path, String what, @Nullable String pattern) {

  Narrowing {
    path = List.copyOf(path);
  }

  static Narrowing of(String version, List<String> path, String what) {
    return new Narrowing(version, path, what, null);
  }

  String field() {
    return path.stream()
        .map(
            step ->
                step.equals(SchemaComparison.ITEM) || step.equals(SchemaComparison.VALUE)
                    ? step
                    : "." + step)
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  @Override
  public String toString() {
    return version + (path.isEmpty() ? "" : " " + field()) + ": " + what;
  }
}
