package io.meshwright.proxy.xds.field;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All messages and enums that the proxy may meet, as written by {@link FieldTableWriter}.
 * Immutable; loaded once.
 */
public final class FieldTable {

  static final String RESOURCE = "field-table.txt";
  private static final String TYPE_URL_PREFIX = "type.googleapis.com/";

  private final Map<String, MessageSpec> messages = new HashMap<>();
  private final Map<String, EnumSpec> enums = new HashMap<>();

  private FieldTable() {}

  /** The table of this build. */
  public static FieldTable load() {
    try (InputStream in = FieldTable.class.getResourceAsStream(RESOURCE)) {
      return read(
          new String(
              Objects.requireNonNull(in, "the field table is missing from the build")
                  .readAllBytes(),
              StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One line each: {@code M name} or {@code X name} (map entry) with its fields {@code number name
   * type cardinality verdict [typeName]}, {@code E name} with its values {@code number name}. The
   * cardinality is 1, {@code *}, or {@code o} and the number of a oneof. A proxy meets few of the
   * messages, and starts before it meets any: fields are read when they are first asked for.
   */
  static FieldTable read(String text) {
    FieldTable table = new FieldTable();
    int start = 0;
    while (start < text.length()) {
      int head = text.indexOf('\n', start);
      int end = head;
      while (end + 1 < text.length() && !Character.isLetter(text.charAt(end + 1))) {
        end = text.indexOf('\n', end + 1);
      }
      String name = text.substring(start + 2, head);
      String body = text.substring(head + 1, end + 1);
      char kind = text.charAt(start);
      if (kind == 'E') {
        table.enums.put(name, new EnumSpec(body));
      } else {
        table.messages.put(name, new MessageSpec(name, kind == 'X', body));
      }
      start = end + 1;
    }
    return table;
  }

  /** The message of a type URL; absent if it is not known here. */
  @Nullable MessageSpec ofTypeUrl(String typeUrl) {
    return messages.get(messageName(typeUrl));
  }

  /** Whether a message of this type URL can be read. */
  public boolean knows(String typeUrl) {
    return ofTypeUrl(typeUrl) != null;
  }

  /**
   * Whether a message of this type URL has a field at the end of {@code path}, whose steps but the
   * last are fields of one message each.
   */
  public boolean leads(String typeUrl, List<String> path) {
    MessageSpec at = ofTypeUrl(typeUrl);
    for (int i = 0; i < path.size(); i++) {
      FieldSpec field = at == null ? null : at.field(path.get(i));
      boolean last = i == path.size() - 1;
      if (field == null || (!last && (field.repeated() || field.typeName().isEmpty()))) {
        return false;
      }
      at = last ? null : messages.get(field.typeName());
    }
    return true;
  }

  MessageSpec message(String name) {
    return Optional.ofNullable(messages.get(name))
        .orElseThrow(() -> new IllegalStateException("not in the field table: " + name));
  }

  /** Whether values of the field can be read: not, if its type is only met in refused fields. */
  boolean describes(FieldSpec field) {
    return field.type() != FieldSpec.Type.MESSAGE || messages.containsKey(field.typeName());
  }

  boolean isMap(FieldSpec field) {
    return field.type() == FieldSpec.Type.MESSAGE && message(field.typeName()).mapEntry();
  }

  /** The name of an enum's value, or its number if it has none. */
  String enumName(String enumType, int number) {
    return values(enumType).getOrDefault(number, Integer.toString(number));
  }

  /** The number of an enum's value; empty if there is none of this name. */
  Optional<Integer> enumNumber(String enumType, String name) {
    return values(enumType).entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The names of an enum's values. */
  List<String> enumNames(String enumType) {
    return values(enumType).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  private Map<Integer, String> values(String enumType) {
    EnumSpec found = enums.get(enumType);
    return found == null ? Map.of() : found.values();
  }

  static String messageName(String typeUrl) {
    return typeUrl.startsWith(TYPE_URL_PREFIX)
        ? typeUrl.substring(TYPE_URL_PREFIX.length())
        : typeUrl;
  }
}
