package io.meshwright.runtime.compile.patch;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What of Envoy's API Meshwright's proxy accepts: the list that the proxy is built with. It refuses
 * a resource that sets anything else.
 */
final class ProxyFields {

  private static final String RESOURCE = "fields.txt";
  private static final String REFUSED = "-";
  private static final Map<String, Set<String>> ACCEPTED = load();

  private ProxyFields() {}

  /** What a message sets and the proxy does not accept, by path; empty if there is nothing. */
  static Map<String, String> refused(Message message) {
    Map<String, String> refused = new LinkedHashMap<>();
    find(message, "", refused);
    return refused;
  }

  private static void find(Message message, String path, Map<String, String> refused) {
    if (message instanceof Any any) {
      extension(any, path, refused);
      return;
    }
    Descriptor type = message.getDescriptorForType();
    if (type.getFile().getPackage().equals("google.protobuf")) {
      return;
    }
    boolean entry = type.getOptions().getMapEntry();
    Set<String> accepted = ACCEPTED.getOrDefault(type.getFullName(), Set.of());
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              String at =
                  entry ? path : path.isEmpty() ? field.getName() : path + "." + field.getName();
              if (!entry && !accepted.contains(field.getName())) {
                refused.put(at, "a value");
              } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                values(field, value, at, refused);
              }
            });
  }

  private static void values(
      FieldDescriptor field, Object value, String path, Map<String, String> refused) {
    if (!field.isRepeated()) {
      find((Message) value, path, refused);
      return;
    }
    List<?> items = (List<?>) value;
    for (int i = 0; i < items.size(); i++) {
      find((Message) items.get(i), path + "[" + i + "]", refused);
    }
  }

  private static void extension(Any any, String path, Map<String, String> refused) {
    Optional<Message> known =
        ExtensionTypes.of(any.getTypeUrl())
            .filter(found -> ACCEPTED.containsKey(found.getDescriptorForType().getFullName()));
    if (known.isEmpty()) {
      refused.put(path + ".@type", any.getTypeUrl());
      return;
    }
    try {
      find(known.get().getParserForType().parseFrom(any.getValue()), path, refused);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names of messages, each with lines of its fields: {@code + a b}, {@code ~ c}. */
  private static Map<String, Set<String>> load() {
    Map<String, Set<String>> accepted = new HashMap<>();
    Set<String> fields = new HashSet<>();
    for (String line : text().lines().toList()) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        fields = new HashSet<>();
        accepted.put(text, fields);
      } else if (!text.startsWith(REFUSED)) {
        fields.addAll(List.of(text.substring(1).strip().split(" +", -1)));
      }
    }
    return accepted;
  }

  private static String text() {
    try (InputStream in =
        Objects.requireNonNull(ProxyFields.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
