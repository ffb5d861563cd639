package io.meshwright.proxy.xds.field;

import java.util.List;

/**
 * One field of a message.
 *
 * @param oneof number of the group of which only one field may be set; {@link #NO_ONEOF} if it is
 *     in none
 * @param typeName full name of the message or enum; empty for scalars
 */
record FieldSpec(
    int number,
    String name,
    Type type,
    boolean repeated,
    int oneof,
    String typeName,
    Verdict verdict) {

  static final int NO_ONEOF = -1;

  /** Reads a line of the field table: {@code number name type cardinality verdict [typeName]}. */
  static FieldSpec parse(String line) {
    String[] words = line.split(" ", -1);
    return new FieldSpec(
        Integer.parseInt(words[0]),
        words[1],
        Type.valueOf(words[2]),
        words[3].equals("*"),
        words[3].startsWith("o") ? Integer.parseInt(words[3].substring(1)) : NO_ONEOF,
        words.length > 5 ? words[5] : "",
        Verdict.of(words[4].charAt(0)));
  }

  /** What the proxy makes of the field when it is set. */
  enum Verdict {
    SUPPORTED('+'),
    /** May be ignored: changes neither routing nor security nor resilience. */
    HARMLESS('~'),
    REFUSED('-');

    final char mark;

    Verdict(char mark) {
      this.mark = mark;
    }

    static Verdict of(char mark) {
      for (Verdict verdict : values()) {
        if (verdict.mark == mark) {
          return verdict;
        }
      }
      throw new IllegalArgumentException("no verdict: " + mark);
    }
  }

  /** Protobuf's types; their order is that of {@code FieldDescriptorProto.Type}, from 1. */
  enum Type {
    DOUBLE,
    FLOAT,
    INT64,
    UINT64,
    INT32,
    FIXED64,
    FIXED32,
    BOOL,
    STRING,
    GROUP,
    MESSAGE,
    BYTES,
    UINT32,
    ENUM,
    SFIXED32,
    SFIXED64,
    SINT32,
    SINT64;

    private static final List<Type> IN_ORDER = List.of(values());

    static Type ofDescriptor(int number) {
      return IN_ORDER.get(number - 1);
    }

    /** Whether repeated values may come in one length-delimited piece. */
    boolean packable() {
      return this != STRING && this != MESSAGE && this != BYTES && this != GROUP;
    }
  }
}
