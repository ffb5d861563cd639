package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the spec of a resource that arrived as a tree into a record. A field of the wrong type is
 * an error; a field that the record does not have is named, and the rest is used. Thread-safe.
 */
final class SpecReader {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).build();

  private SpecReader() {}

  /**
   * What was read.
   *
   * @param unknown names the fields that were left out
   */
  record Spec<T>(T spec, List<ConfigError> unknown) {}

  static <T> Spec<T> read(ResourceRef ref, GenericKubernetesResource resource, Class<T> type)
      throws ConfigException {
    Object tree = resource.getAdditionalProperties().get("spec");
    if (tree == null) {
      throw new ConfigException(new ConfigError(ref.toString(), "spec", "", "a spec"));
    }
    List<ConfigError> unknown = new ArrayList<>();
    ObjectReader reader =
        MAPPER.readerFor(type).withHandler(new UnknownFields(ref.toString(), unknown));
    try {
      ObjectNode wrapped = MAPPER.createObjectNode();
      wrapped.set("spec", MAPPER.valueToTree(tree));
      T spec = reader.at("/spec").readValue(wrapped);
      return new Spec<>(spec, List.copyOf(unknown));
    } catch (JsonMappingException e) {
      throw new ConfigException(error(ref, e, MAPPER.valueToTree(tree)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ConfigError error(ResourceRef ref, JsonMappingException e, JsonNode spec) {
    StringBuilder path = new StringBuilder("spec");
    JsonNode found = spec;
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
        found = found.path(step.getIndex());
      } else {
        path.append('.').append(step.getFieldName());
        found = found.path(step.getFieldName());
      }
    }
    String expected =
        e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
            ? describe(mismatch.getTargetType())
            : e.getOriginalMessage();
    return new ConfigError(ref.toString(), path.toString(), found.toString(), expected);
  }

  private static String describe(Class<?> type) {
    if (type == String.class) {
      return "a text";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type.isEnum()) {
      return "one of " + List.of(type.getEnumConstants());
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  private static final class UnknownFields extends DeserializationProblemHandler {
    private final String resource;
    private final List<ConfigError> unknown;

    UnknownFields(String resource, List<ConfigError> unknown) {
      this.resource = resource;
      this.unknown = unknown;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String property)
        throws IOException {
      String at = "spec" + path(parser.getParsingContext());
      Collection<Object> known = deserializer.getKnownPropertyNames();
      String fields =
          known == null
              ? "no field"
              : known.stream()
                  .map(String::valueOf)
                  .sorted()
                  .collect(Collectors.joining(", ", "one of: ", ""));
      unknown.add(new ConfigError(resource, at, "an unknown field", fields));
      parser.skipChildren();
      return true;
    }

    private static String path(JsonStreamContext context) {
      StringBuilder path = new StringBuilder();
      for (JsonStreamContext at = context; at != null && !at.inRoot(); at = at.getParent()) {
        if (at.inObject()) {
          path.insert(0, "." + at.getCurrentName());
        } else {
          path.insert(0, "[" + at.getCurrentIndex() + "]");
        }
      }
      return path.toString();
    }
  }
}
