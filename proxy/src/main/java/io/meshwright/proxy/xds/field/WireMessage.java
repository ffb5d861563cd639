package io.meshwright.proxy.xds.field;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedCollection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One message read from the wire, a level at a time: the values of message fields stay bytes until
 * they are read in turn, so that memory is bounded by the depth, not the size, of a resource.
 *
 * @param fields in the order of their numbers
 */
record WireMessage(MessageSpec spec, SequencedCollection<Field> fields) {

  /**
   * The values of one field.
   *
   * @param spec absent if the number is not known
   * @param values {@link Long} for integers, enums and booleans, {@link Double}, {@link Float},
   *     {@link ByteString} for strings, bytes and messages; empty if the field is not known
   */
  record Field(int number, @Nullable FieldSpec spec, List<Object> values) {
    Object last() {
      return values.getLast();
    }
  }

  /** Reads the fields of a message of this kind. */
  static WireMessage read(MessageSpec spec, ByteString bytes) throws IOException {
    TreeMap<Integer, Field> fields = new TreeMap<>();
    CodedInputStream in = bytes.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      Field field =
          fields.computeIfAbsent(number, n -> new Field(n, spec.field(n), new ArrayList<>()));
      if (field.spec() == null) {
        in.skipField(tag);
      } else {
        readValues(in, WireFormat.getTagWireType(tag), field.spec(), field.values());
      }
    }
    return new WireMessage(spec, List.copyOf(fields.values()));
  }

  /** The field, if it is set. */
  @Nullable Field get(int number) {
    for (Field field : fields) {
      if (field.number() == number) {
        return field;
      }
    }
    return null;
  }

  /** The text of a string field; empty if it is not set. */
  String text(int number) {
    Field field = get(number);
    return field == null ? "" : ((ByteString) field.last()).toStringUtf8();
  }

  /** The bytes of a message or bytes field; empty if it is not set. */
  ByteString bytes(int number) {
    Field field = get(number);
    return field == null ? ByteString.EMPTY : (ByteString) field.last();
  }

  /** The integer of a field; 0 if it is not set. */
  long integer(int number) {
    Field field = get(number);
    return field == null ? 0 : (Long) field.last();
  }

  private static void readValues(
      CodedInputStream in, int wireType, FieldSpec spec, List<Object> values) throws IOException {
    if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED && spec.type().packable()) {
      int limit = in.pushLimit(in.readRawVarint32());
      while (in.getBytesUntilLimit() > 0) {
        values.add(readValue(in, spec.type()));
      }
      in.popLimit(limit);
    } else {
      values.add(readValue(in, spec.type()));
    }
  }

  private static Object readValue(CodedInputStream in, FieldSpec.Type type) throws IOException {
    return switch (type) {
      case DOUBLE -> in.readDouble();
      case FLOAT -> in.readFloat();
      case INT64, UINT64 -> in.readInt64();
      case INT32, ENUM -> (long) in.readInt32();
      case FIXED64, SFIXED64 -> in.readFixed64();
      case FIXED32 -> Integer.toUnsignedLong(in.readFixed32());
      case SFIXED32 -> (long) in.readSFixed32();
      case BOOL -> in.readBool() ? 1L : 0L;
      case UINT32 -> Integer.toUnsignedLong(in.readUInt32());
      case SINT32 -> (long) in.readSInt32();
      case SINT64 -> in.readSInt64();
      case STRING, BYTES, MESSAGE -> in.readBytes();
      case GROUP -> throw new IOException("a group, which proto3 does not have");
    };
  }
}
