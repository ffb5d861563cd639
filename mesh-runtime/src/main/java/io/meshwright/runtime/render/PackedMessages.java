package io.meshwright.runtime.render;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshwright.runtime.compile.patch.ExtensionTypes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Walks through a resource and through what it has packed, as far as the types are known. */
final class PackedMessages {
  private PackedMessages() {}

  /** Shows {@code visitor} the message and all within it; of what is packed, the unpacked form. */
  static void visit(Message message, Consumer<Message> visitor) {
    if (message instanceof Any any) {
      unpacked(any).ifPresent(inner -> visit(inner, visitor));
      return;
    }
    visitor.accept(message);
    for (Object value : message.getAllFields().values()) {
      for (Object item : value instanceof List<?> items ? items : List.of(value)) {
        if (item instanceof Message child) {
          visit(child, visitor);
        }
      }
    }
  }

  private static Optional<Message> unpacked(Any any) {
    return ExtensionTypes.of(any.getTypeUrl())
        .map(
            type -> {
              try {
                return type.getParserForType().parseFrom(any.getValue());
              } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("not a " + any.getTypeUrl(), e);
              }
            });
  }
}
