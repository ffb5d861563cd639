package io.meshwright.proxy.xds.field;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of one enum. Immutable; read when it is first asked. */
final class EnumSpec {

  private final String lines;
  // two threads may both read it, to the same result
  private volatile @Nullable Map<Integer, String> values;

  /** Makes one of lines {@code number name}. */
  EnumSpec(String lines) {
    this.lines = lines;
  }

  /** The names by their numbers. */
  Map<Integer, String> values() {
    Map<Integer, String> known = values;
    if (known == null) {
      known =
          lines
              .lines()
              .map(line -> line.split(" ", 2))
              .collect(Collectors.toMap(words -> Integer.valueOf(words[0]), words -> words[1]));
      values = known;
    }
    return known;
  }
}
