package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.Collection;
import java.util.List;

/**
 * Reads the spec of a resource that arrived as a tree into a record. A field of the wrong type is
 * an error; a field that the record does not have is named, and the rest is used. Thread-safe.
 */
final class SpecReader {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          // named by UnknownFields
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private SpecReader() {}

  /**
   * What was read.
   *
   * @param remarks name the fields that were left out
   */
  record Spec<T>(T spec, List<Remark> remarks) {}

  static <T> Spec<T> read(ResourceRef ref, GenericKubernetesResource resource, Class<T> type)
      throws ConfigException {
    Object tree = resource.getAdditionalProperties().get("spec");
    if (tree == null) {
      throw new ConfigException(new ConfigError(ref.toString(), "spec", "", "a spec"));
    }
    JsonNode spec = MAPPER.valueToTree(tree);
    try {
      return new Spec<>(
          MAPPER.treeToValue(spec, type),
          UnknownFields.of(ref, spec, type, MAPPER).stream().map(Remark::unknown).toList());
    } catch (JsonMappingException e) {
      throw new ConfigException(error(ref, e, spec));
    } catch (JsonProcessingException e) {
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
}
