package io.meshwright.proxy.xds.field;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one message, by number and in the order of the descriptor. */
final class MessageSpec {

  private final String name;
  private final boolean mapEntry;
  private final Map<Integer, FieldSpec> byNumber = new LinkedHashMap<>();

  MessageSpec(String name, boolean mapEntry) {
    this.name = name;
    this.mapEntry = mapEntry;
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

  void add(FieldSpec field) {
    byNumber.put(field.number(), field);
  }

  @Nullable FieldSpec field(int number) {
    return byNumber.get(number);
  }

  /** By the name in the {@code .proto} file or its JSON form. */
  @Nullable FieldSpec field(String text) {
    for (FieldSpec field : byNumber.values()) {
      if (field.name().equals(text) || jsonName(field.name()).equals(text)) {
        return field;
      }
    }
    return null;
  }

  Map<Integer, FieldSpec> fields() {
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
