package io.meshwright.proxy.metadata.wire;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.meshwright.proxy.metadata.MetadataValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns protobuf's {@code Struct} into metadata and back. */
public final class Structs {
  private Structs() {}

  /** The fields of a message. */
  public static MetadataValue.Fields read(Struct struct) {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((name, value) -> fields.put(name, read(value)));
    return new MetadataValue.Fields(fields);
  }

  private static MetadataValue read(Value value) {
    return switch (value.getKindCase()) {
      case NUMBER_VALUE -> new MetadataValue.Numeric(value.getNumberValue());
      case STRING_VALUE -> new MetadataValue.Text(value.getStringValue());
      case BOOL_VALUE -> new MetadataValue.Flag(value.getBoolValue());
      case STRUCT_VALUE -> read(value.getStructValue());
      case LIST_VALUE -> {
        List<MetadataValue> items = new ArrayList<>(value.getListValue().getValuesCount());
        value.getListValue().getValuesList().forEach(item -> items.add(read(item)));
        yield new MetadataValue.Items(items);
      }
      case NULL_VALUE, KIND_NOT_SET -> new MetadataValue.None();
    };
  }

  /** The message of fields. */
  public static Struct write(MetadataValue.Fields fields) {
    Struct.Builder struct = Struct.newBuilder();
    fields.values().forEach((name, value) -> struct.putFields(name, write(value)));
    return struct.build();
  }

  private static Value write(MetadataValue value) {
    Value.Builder out = Value.newBuilder();
    switch (value) {
      case MetadataValue.None() -> out.setNullValue(NullValue.NULL_VALUE);
      case MetadataValue.Flag(boolean flag) -> out.setBoolValue(flag);
      case MetadataValue.Numeric(double number) -> out.setNumberValue(number);
      case MetadataValue.Text(String text) -> out.setStringValue(text);
      case MetadataValue.Items(List<MetadataValue> items) -> {
        ListValue.Builder list = ListValue.newBuilder();
        items.forEach(item -> list.addValues(write(item)));
        out.setListValue(list);
      }
      case MetadataValue.Fields fields -> out.setStructValue(write(fields));
    }
    return out.build();
  }
}
