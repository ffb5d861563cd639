package io.meshwright.runtime.compile.patch;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.Value;
import io.meshwright.xds.proto.alpn.FilterConfig;
import io.meshwright.xds.proto.peermetadata.Config;
import io.meshwright.xds.proto.stats.PluginConfig;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Messages by the names that type URLs give them. Envoy's API has more than a thousand, so they are
 * found by the names of their classes when somebody asks.
 */
public final class ExtensionTypes {

  private static final String TYPE = "@type";

  /** Where the classes of Envoy's packages are. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "envoy.", "io.envoyproxy.",
          "google.protobuf.", "com.",
          "udpa.", "com.github.udpa.",
          "xds.", "com.github.");

  private static final Map<String, Message> ISTIO =
      Stream.of(
              PluginConfig.getDefaultInstance(),
              FilterConfig.getDefaultInstance(),
              Config.getDefaultInstance())
          .collect(
              Collectors.toMap(
                  message -> message.getDescriptorForType().getFullName(), Function.identity()));

  private ExtensionTypes() {}

  /** An empty message of a type URL; none if there is no type of this name. */
  public static Optional<Message> of(String typeUrl) {
    String name = typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    return Optional.ofNullable(ISTIO.get(name)).or(() -> ofEnvoy(name));
  }

  /** The types that are named anywhere in a tree; those that do not exist are left out. */
  static TypeRegistry namedIn(Struct tree) {
    TypeRegistry.Builder types = TypeRegistry.newBuilder();
    collect(Value.newBuilder().setStructValue(tree).build(), types);
    return types.build();
  }

  private static void collect(Value value, TypeRegistry.Builder types) {
    switch (value.getKindCase()) {
      case STRUCT_VALUE ->
          value
              .getStructValue()
              .getFieldsMap()
              .forEach(
                  (key, child) -> {
                    if (key.equals(TYPE)) {
                      of(child.getStringValue())
                          .ifPresent(found -> types.add(found.getDescriptorForType()));
                    }
                    collect(child, types);
                  });
      case LIST_VALUE ->
          value.getListValue().getValuesList().forEach(child -> collect(child, types));
      case NULL_VALUE, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, KIND_NOT_SET -> {}
    }
  }

  private static Optional<Message> ofEnvoy(String name) {
    if (!name.matches("[a-z][a-zA-Z0-9_]*(\\.[a-zA-Z][a-zA-Z0-9_]*)+")) {
      return Optional.empty();
    }
    // messages within messages are classes within classes
    String nested = name.replaceAll("(?<=\\.)([A-Z][^.]*)\\.(?=[A-Z])", "$1\\$");
    return PACKAGES.entrySet().stream()
        .filter(entry -> name.startsWith(entry.getKey()))
        .findFirst()
        .flatMap(entry -> ofClass(entry.getValue() + nested))
        .filter(found -> found.getDescriptorForType().getFullName().equals(name));
  }

  private static Optional<Message> ofClass(String name) {
    try {
      Class<?> found = Class.forName(name, false, ExtensionTypes.class.getClassLoader());
      return Message.class.isAssignableFrom(found)
          ? Optional.of((Message) found.getMethod("getDefaultInstance").invoke(null))
          : Optional.empty();
    } catch (ClassNotFoundException
        | NoClassDefFoundError
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException _) {
      return Optional.empty();
    }
  }
}
