package io.meshwright.proxy.xds.field;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message, by number and in the order of the descriptor. Immutable; its fields
 * are read when they are first asked for.
 */
final class MessageSpec {

  private final String name;
  private final boolean mapEntry;
  private final String lines;
  // two threads may both read them, to the same result
  private volatile @Nullable Map<Integer, FieldSpec> byNumber;

  /** Makes one of its fields, in their order. */
  MessageSpec(String name, boolean mapEntry, List<FieldSpec> fields) {
    this(name, mapEntry, "");
    this.byNumber = byNumber(fields);
  }

  /** Makes one of a line for each field, as {@link FieldSpec#parse} reads it. */
  MessageSpec(String name, boolean mapEntry, String lines) {
    this.name = name;
    this.mapEntry = mapEntry;
    this.lines = lines;
  }

  String name() {
    return name;
  }

  /** Whether this is the entry of a map: key is field 1, value is field 2. */
  boolean mapEntry() {
    return mapEntry;
  }

  /** Whether the message has a JSON form of its own and is understood as a whole. */
  boolean wellKnown() {
    return name.startsWith("google.protobuf.");
  }

  @Nullable FieldSpec field(int number) {
    return fields().get(number);
  }

  /** By the name in the {@code .proto} file or its JSON form. */
  @Nullable FieldSpec field(String text) {
    for (FieldSpec field : fields().values()) {
      if (field.name().equals(text) || jsonName(field.name()).equals(text)) {
        return field;
      }
    }
    return null;
  }

  Map<Integer, FieldSpec> fields() {
    Map<Integer, FieldSpec> known = byNumber;
    if (known == null) {
      known = byNumber(lines.lines().map(FieldSpec::parse).toList());
      byNumber = known;
    }
    return known;
  }

  private static Map<Integer, FieldSpec> byNumber(List<FieldSpec> fields) {
    Map<Integer, FieldSpec> byNumber = new LinkedHashMap<>();
    fields.forEach(field -> byNumber.put(field.number(), field));
    return Collections.unmodifiableMap(byNumber);
  }

  private static String jsonName(String name) {
    StringBuilder json = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        json.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return json.toString();
  }
}
