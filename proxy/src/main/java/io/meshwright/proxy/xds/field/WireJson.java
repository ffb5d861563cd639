package io.meshwright.proxy.xds.field;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

/**
 * Prints messages as JSON by protobuf's mapping, with the field names of the {@code .proto} files
 * as Envoy's {@code config_dump} has them. What the table does not know is left out, or, in an
 * {@code Any}, printed as base64. Private keys are not printed.
 */
public final class WireJson {

  /** What stands for a private key: {@code [redacted]} in base64, as in Envoy. */
  public static final String REDACTED = "W3JlZGFjdGVkXQ==";

  private static final String CERTIFICATE =
      "envoy.extensions.transport_sockets.tls.v3.TlsCertificate";
  private static final String PRIVATE_KEY = "private_key";
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final FieldTable table;

  /** Looks fields up in {@code table}. */
  public WireJson(FieldTable table) {
    this.table = table;
  }

  /** Writes a resource as the JSON form of an {@code Any}: an object with {@code @type}. */
  public void writeAny(JsonWriter out, String typeUrl, ByteString bytes) throws IOException {
    out.beginObject();
    out.name("@type").value(typeUrl);
    MessageSpec spec = table.ofTypeUrl(typeUrl);
    if (spec == null) {
      out.name("value").value(base64(bytes));
    } else if (spec.wellKnown()) {
      out.name("value");
      wellKnown(out, WireMessage.read(spec, bytes));
    } else {
      fields(out, WireMessage.read(spec, bytes));
    }
    out.endObject();
  }

  /** Writes a message that the table knows, without its type. */
  public void writeMessage(JsonWriter out, String typeUrl, ByteString bytes) throws IOException {
    message(out, table.message(FieldTable.messageName(typeUrl)), bytes);
  }

  private void message(JsonWriter out, MessageSpec spec, ByteString bytes) throws IOException {
    WireMessage message = WireMessage.read(spec, bytes);
    if (spec.wellKnown()) {
      wellKnown(out, message);
    } else {
      out.beginObject();
      fields(out, message);
      out.endObject();
    }
  }

  private void fields(JsonWriter out, WireMessage message) throws IOException {
    for (WireMessage.Field field : message.fields()) {
      FieldSpec spec = field.spec();
      if (spec == null || !table.describes(spec)) {
        continue;
      }
      out.name(spec.name());
      if (message.spec().name().equals(CERTIFICATE) && spec.name().equals(PRIVATE_KEY)) {
        out.beginObject().name("inline_bytes").value(REDACTED).endObject();
      } else if (table.isMap(spec)) {
        map(out, table.message(spec.typeName()), field);
      } else if (spec.repeated()) {
        out.beginArray();
        for (Object value : field.values()) {
          value(out, spec, value);
        }
        out.endArray();
      } else {
        value(out, spec, field.last());
      }
    }
  }

  private void map(JsonWriter out, MessageSpec entrySpec, WireMessage.Field field)
      throws IOException {
    out.beginObject();
    for (Object bytes : field.values()) {
      WireMessage entry = WireMessage.read(entrySpec, (ByteString) bytes);
      WireMessage.Field key = entry.get(1);
      WireMessage.Field value = entry.get(2);
      out.name(
          key == null
              ? ""
              : key.last() instanceof ByteString text ? text.toStringUtf8() : "" + key.last());
      if (value != null && value.spec() != null) {
        value(out, value.spec(), value.last());
      } else {
        out.nullValue();
      }
    }
    out.endObject();
  }

  private void value(JsonWriter out, FieldSpec spec, Object value) throws IOException {
    switch (spec.type()) {
      case MESSAGE -> message(out, table.message(spec.typeName()), (ByteString) value);
      case STRING -> out.value(((ByteString) value).toStringUtf8());
      case BYTES -> out.value(base64((ByteString) value));
      case BOOL -> out.value((Long) value != 0);
      case ENUM -> out.value(table.enumName(spec.typeName(), ((Long) value).intValue()));
      case INT64, SINT64, SFIXED64 -> out.value(value.toString());
      case UINT64, FIXED64 -> out.value(Long.toUnsignedString((Long) value));
      case DOUBLE, FLOAT -> number(out, ((Number) value).doubleValue());
      case INT32, SINT32, UINT32, FIXED32, SFIXED32 -> out.value((Long) value);
      case GROUP -> out.nullValue();
    }
  }

  private void wellKnown(JsonWriter out, WireMessage message) throws IOException {
    switch (message.spec().name()) {
      case WellKnown.ANY ->
          writeAny(out, message.text(WellKnown.ANY_TYPE_URL), message.bytes(WellKnown.ANY_VALUE));
      case WellKnown.DURATION -> out.value(duration(message.integer(1), (int) message.integer(2)));
      case WellKnown.TIMESTAMP ->
          out.value(Instant.ofEpochSecond(message.integer(1), message.integer(2)).toString());
      case WellKnown.STRUCT -> {
        WireMessage.Field entries = message.get(1);
        if (entries == null || entries.spec() == null) {
          out.beginObject().endObject();
        } else {
          map(out, table.message(entries.spec().typeName()), entries);
        }
      }
      case WellKnown.LIST_VALUE -> {
        out.beginArray();
        WireMessage.Field values = message.get(1);
        if (values != null && values.spec() != null) {
          for (Object value : values.values()) {
            value(out, values.spec(), value);
          }
        }
        out.endArray();
      }
      case WellKnown.VALUE -> structValue(out, message);
      default -> wrapperOrEmpty(out, message);
    }
  }

  private void structValue(JsonWriter out, WireMessage message) throws IOException {
    WireMessage.Field kind = message.fields().isEmpty() ? null : message.fields().getFirst();
    if (kind == null || kind.spec() == null || kind.number() == 1) {
      out.nullValue();
    } else {
      value(out, kind.spec(), kind.last());
    }
  }

  private void wrapperOrEmpty(JsonWriter out, WireMessage message) throws IOException {
    FieldSpec spec = message.spec().field(1);
    if (!WellKnown.wrapper(message.spec()) || spec == null) {
      out.beginObject().endObject();
      return;
    }
    WireMessage.Field field = message.get(1);
    Object unset =
        switch (spec.type()) {
          case STRING, BYTES -> ByteString.EMPTY;
          case DOUBLE, FLOAT -> 0d;
          default -> 0L;
        };
    value(out, spec, field == null ? unset : field.last());
  }

  private static void number(JsonWriter out, double value) throws IOException {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.value(Double.toString(value));
    } else if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
      out.value((long) value);
    } else {
      out.value(value);
    }
  }

  private static String duration(long seconds, int nanos) {
    if (nanos == 0) {
      return seconds + "s";
    }
    String fraction = Integer.toString(Math.abs(nanos) + NANOS_PER_SECOND).substring(1);
    int end = fraction.endsWith("000000") ? 3 : fraction.endsWith("000") ? 6 : 9;
    boolean negative = seconds < 0 || nanos < 0;
    return (negative ? "-" : "") + Math.abs(seconds) + "." + fraction.substring(0, end) + "s";
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
