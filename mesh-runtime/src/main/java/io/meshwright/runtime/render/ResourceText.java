package io.meshwright.runtime.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import java.util.Collection;

/** Writes resources as people read them: protobuf's JSON, or YAML of the same shape. */
public final class ResourceText {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private ResourceText() {}

  /** A YAML list. */
  public static String yaml(Collection<? extends Message> resources) {
    return write(YAML, resources);
  }

  /** A JSON array. */
  public static String json(Collection<? extends Message> resources) {
    return write(JSON, resources) + "\n";
  }

  private static String write(ObjectMapper mapper, Collection<? extends Message> resources) {
    ArrayNode list = JSON.createArrayNode();
    try {
      for (Message resource : resources) {
        JsonNode tree = JSON.readTree(printer(resource).print(resource));
        list.add(tree);
      }
      return mapper.writeValueAsString(list);
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One message as a line of JSON. */
  static String compact(Message message) {
    try {
      return printer(message).omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One message as Envoy's admin pages show it, with the names of its fields as in its API. */
  static String dump(Message message) {
    try {
      return printer(message).preservingProtoFieldNames().print(message) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Knows the types of all that the resource has packed. */
  private static JsonFormat.Printer printer(Message resource) {
    TypeRegistry.Builder types = TypeRegistry.newBuilder();
    PackedMessages.visit(resource, message -> types.add(message.getDescriptorForType()));
    return JsonFormat.printer().usingTypeRegistry(types.build());
  }
}
