package io.meshwright.proxy.xds.field;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
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
  private final Map<String, Map<Integer, String>> enums = new HashMap<>();

  private FieldTable() {}

  /** The table of this build. */
  public static FieldTable load() {
    InputStream in = FieldTable.class.getResourceAsStream(RESOURCE);
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(in, "the field table is missing from the build"),
            StandardCharsets.UTF_8)) {
      return read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One line each: {@code M name} or {@code X name} (map entry) with its fields {@code number name
   * type cardinality verdict [typeName]}, {@code E name} with its values {@code number name}. The
   * cardinality is 1, {@code *}, or {@code o} and the number of a oneof.
   */
  static FieldTable read(Reader source) throws IOException {
    FieldTable table = new FieldTable();
    BufferedReader lines = new BufferedReader(source);
    MessageSpec message = null;
    Map<Integer, String> values = new HashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "M", "X" -> {
          message = new MessageSpec(words[1], words[0].equals("X"));
          table.messages.put(words[1], message);
        }
        case "E" -> {
          message = null;
          values = new HashMap<>();
          table.enums.put(words[1], values);
        }
        default -> {
          if (message == null) {
            values.put(Integer.valueOf(words[0]), words[1]);
          } else {
            message.add(field(words));
          }
        }
      }
    }
    return table;
  }

  private static FieldSpec field(String[] words) {
    return new FieldSpec(
        Integer.parseInt(words[0]),
        words[1],
        FieldSpec.Type.valueOf(words[2]),
        words[3].equals("*"),
        words[3].startsWith("o") ? Integer.parseInt(words[3].substring(1)) : FieldSpec.NO_ONEOF,
        words.length > 5 ? words[5] : "",
        FieldSpec.Verdict.of(words[4].charAt(0)));
  }

  /** The message of a type URL; absent if it is not known here. */
  @Nullable MessageSpec ofTypeUrl(String typeUrl) {
    return messages.get(messageName(typeUrl));
  }

  /** Whether a message of this type URL can be read. */
  public boolean knows(String typeUrl) {
    return ofTypeUrl(typeUrl) != null;
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
    String name = enums.getOrDefault(enumType, Map.of()).get(number);
    return name == null ? Integer.toString(number) : name;
  }

  /** The number of an enum's value; empty if there is none of this name. */
  Optional<Integer> enumNumber(String enumType, String name) {
    return enums.getOrDefault(enumType, Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The names of an enum's values. */
  List<String> enumNames(String enumType) {
    return enums.getOrDefault(enumType, Map.of()).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  static String messageName(String typeUrl) {
    return typeUrl.startsWith(TYPE_URL_PREFIX)
        ? typeUrl.substring(TYPE_URL_PREFIX.length())
        : typeUrl;
  }
}
