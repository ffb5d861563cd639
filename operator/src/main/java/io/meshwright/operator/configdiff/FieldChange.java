package io.meshwright.operator.configdiff;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place in which two forms of a resource differ.
 *
 * @param path names of the nested fields, without what tells the elements of a list apart
 * @param at the same for people, with that: {@code virtualHosts[a:80].routes[0].route.timeout}
 * @param before null if it is not there
 * @param after null if it is not there
 */
record FieldChange(List<String> path, String at, @Nullable String before, @Nullable String after) {
  FieldChange {
    path = List.copyOf(path);
  }
}
