package io.meshwright.runtime.compile.patch;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshwright.runtime.compile.scope.Protobuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays a message over another of the same type, as Istio does: messages are merged, lists grow,
 * entries of maps are replaced, and so are durations and single values, which have no parts.
 *
 * @param replaceLists whether lists take the place of those below
 */
record Overlay(boolean replaceLists) {

  <T extends Message> T over(T base, Message above) {
    Message.Builder merged = base.toBuilder();
    above.getAllFields().forEach((field, value) -> lay(merged, field, value));
    @SuppressWarnings("unchecked") // the builder is the base's own
    T result = (T) merged.build();
    return result;
  }

  private void lay(Message.Builder merged, FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      merged.setField(field, entries(field, (List<?>) merged.getField(field), (List<?>) value));
    } else if (field.isRepeated()) {
      List<Object> all = new ArrayList<>();
      if (!replaceLists) {
        all.addAll((List<?>) merged.getField(field));
      }
      all.addAll((List<?>) value);
      merged.setField(field, all);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && merged.hasField(field)) {
      merged.setField(field, merge((Message) merged.getField(field), (Message) value));
    } else {
      merged.setField(field, value);
    }
  }

  private Message merge(Message below, Message above) {
    Descriptor type = above.getDescriptorForType();
    if (type.getFullName().equals(Any.getDescriptor().getFullName())) {
      return mergeExtensions((Any) below, (Any) above);
    }
    boolean whole =
        type.getFile().getPackage().equals("google.protobuf") && !type.getName().equals("Struct");
    return whole ? above : over(below, above);
  }

  /** One of another type takes the place of what is there. */
  Any mergeExtensions(Any below, Any above) {
    Optional<Message> type = ExtensionTypes.of(above.getTypeUrl());
    if (!below.getTypeUrl().equals(above.getTypeUrl()) || type.isEmpty()) {
      return above;
    }
    try {
      return Protobuf.pack(
          over(
              type.get().getParserForType().parseFrom(below.getValue()),
              type.get().getParserForType().parseFrom(above.getValue())));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Object> entries(FieldDescriptor field, List<?> below, List<?> above) {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    Map<Object, Object> entries = new LinkedHashMap<>();
    below.forEach(entry -> entries.put(((Message) entry).getField(key), entry));
    above.forEach(entry -> entries.put(((Message) entry).getField(key), entry));
    return List.copyOf(entries.values());
  }
}
