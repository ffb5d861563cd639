package io.meshwright.proxy.xds.field;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of protobuf's JSON mapping that are neither messages nor lists. Each method
 * returns what it expected instead; nothing if the value was right and is written.
 */
final class TreeScalars {
  private static final String RIGHT = "";
  private static final Pattern DURATION = Pattern.compile("(-?)([0-9]{1,12})(?:\\.([0-9]{1,9}))?s");
  private static final int NANO_DIGITS = 9;

  private TreeScalars() {}

  static String write(CodedOutputStream out, FieldSpec field, @Nullable Object value)
      throws IOException {
    int number = field.number();
    return switch (field.type()) {
      case STRING -> {
        if (value instanceof String text) {
          out.writeString(number, text);
          yield RIGHT;
        }
        yield "a text";
      }
      case BYTES -> bytes(out, number, value);
      case BOOL -> {
        // keys of maps are always texts
        Object flag = "true".equals(value) ? true : "false".equals(value) ? false : value;
        if (flag instanceof Boolean bool) {
          out.writeBool(number, bool);
          yield RIGHT;
        }
        yield "true or false";
      }
      case DOUBLE, FLOAT -> real(out, field, value);
      default -> integer(out, field, value);
    };
  }

  private static String bytes(CodedOutputStream out, int number, @Nullable Object value)
      throws IOException {
    try {
      if (value instanceof String text) {
        out.writeBytes(number, ByteString.copyFrom(Base64.getDecoder().decode(text)));
        return RIGHT;
      }
    } catch (IllegalArgumentException _) {
      // not base64
    }
    return "a text in base64";
  }

  private static String real(CodedOutputStream out, FieldSpec field, @Nullable Object value)
      throws IOException {
    try {
      double real = Double.parseDouble(String.valueOf(value));
      if (field.type() == FieldSpec.Type.DOUBLE) {
        out.writeDouble(field.number(), real);
      } else {
        out.writeFloat(field.number(), (float) real);
      }
      return RIGHT;
    } catch (NumberFormatException _) {
      return "a number";
    }
  }

  private static String integer(CodedOutputStream out, FieldSpec field, @Nullable Object value)
      throws IOException {
    boolean wide =
        switch (field.type()) {
          case INT64, UINT64, FIXED64, SFIXED64, SINT64 -> true;
          default -> false;
        };
    boolean signed =
        switch (field.type()) {
          case UINT32, FIXED32, UINT64, FIXED64 -> false;
          default -> true;
        };
    int bits = wide ? Long.SIZE : Integer.SIZE;
    if (value instanceof Integer plain && (signed || plain >= 0)) {
      // nearly all: BigDecimal alone takes a tenth of a start to set up
      writeInteger(out, field, plain);
      return RIGHT;
    }
    BigInteger least = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
    BigInteger most = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
    try {
      BigInteger exact = new BigDecimal(String.valueOf(value)).toBigIntegerExact();
      if (exact.compareTo(least) >= 0 && exact.compareTo(most) <= 0) {
        writeInteger(out, field, exact.longValue());
        return RIGHT;
      }
    } catch (NumberFormatException | ArithmeticException _) {
      // not a whole number
    }
    return "a whole number from " + least + " to " + most;
  }

  private static void writeInteger(CodedOutputStream out, FieldSpec field, long value)
      throws IOException {
    int number = field.number();
    switch (field.type()) {
      case FIXED32, SFIXED32 -> out.writeFixed32(number, (int) value);
      case FIXED64, SFIXED64 -> out.writeFixed64(number, value);
      case SINT32 -> out.writeSInt32(number, (int) value);
      case SINT64 -> out.writeSInt64(number, value);
      default -> out.writeInt64(number, value);
    }
  }

  static String writeEnum(
      CodedOutputStream out, FieldTable table, FieldSpec field, @Nullable Object value)
      throws IOException {
    if (value instanceof Number) {
      return integer(out, field, value);
    }
    Optional<Integer> number = table.enumNumber(field.typeName(), String.valueOf(value));
    if (number.isEmpty()) {
      return "one of " + String.join(", ", table.enumNames(field.typeName()));
    }
    out.writeEnum(field.number(), number.get());
    return RIGHT;
  }

  static String writeDuration(CodedOutputStream out, @Nullable Object value) throws IOException {
    Matcher matcher = DURATION.matcher(String.valueOf(value));
    if (!matcher.matches()) {
      return "a duration such as 1.5s";
    }
    int sign = matcher.group(1).isEmpty() ? 1 : -1;
    String fraction = matcher.group(3) == null ? "" : matcher.group(3);
    out.writeInt64(1, sign * Long.parseLong(matcher.group(2)));
    out.writeInt32(
        2, sign * Integer.parseInt(fraction + "0".repeat(NANO_DIGITS - fraction.length())));
    return RIGHT;
  }

  static String writeTimestamp(CodedOutputStream out, @Nullable Object value) throws IOException {
    try {
      Instant instant = Instant.parse(String.valueOf(value));
      out.writeInt64(1, instant.getEpochSecond());
      out.writeInt32(2, instant.getNano());
      return RIGHT;
    } catch (DateTimeException _) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
  }
}
