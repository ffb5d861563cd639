package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
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

  /**
   * What was read of a tree.
   *
   * @param value without the fields that are {@code wrong}
   * @param unknown names the fields that were left out
   * @param wrong names the fields whose values have the wrong type
   */
  record Tree<T>(T value, List<ConfigError> unknown, List<ConfigError> wrong) {}

  static <T> Spec<T> read(ResourceRef ref, GenericKubernetesResource resource, Class<T> type)
      throws ConfigException {
    Object spec = resource.getAdditionalProperties().get("spec");
    if (spec == null) {
      throw new ConfigException(new ConfigError(ref.toString(), "spec", "", "a spec"));
    }
    Tree<T> read = read(ref, "spec", MAPPER.valueToTree(spec), type);
    if (!read.wrong().isEmpty()) {
      throw new ConfigException(read.wrong());
    }
    return new Spec<>(read.value(), read.unknown().stream().map(Remark::unknown).toList());
  }

  /**
   * Reads a tree field by field, so that one wrong type does not hide another.
   *
   * @param root where the resource has it
   * @throws ConfigException if all of it has the wrong type
   */
  static <T> Tree<T> read(ResourceRef ref, String root, JsonNode written, Class<T> type)
      throws ConfigException {
    JsonNode tree = written.deepCopy();
    Nulls.prune(tree);
    List<ConfigError> wrong = new ArrayList<>();
    while (true) {
      try {
        T value = MAPPER.treeToValue(tree, type);
        return new Tree<>(value, UnknownFields.of(ref, root, written, type, MAPPER), wrong);
      } catch (JsonMappingException e) {
        wrong.add(error(ref, root, e, tree));
        if (!removed(tree, e.getPath())) {
          throw new ConfigException(wrong);
        }
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Takes out what could not be read; false for the whole tree. */
  private static boolean removed(JsonNode tree, List<JsonMappingException.Reference> path) {
    JsonNode parent = tree;
    for (int i = 0; i < path.size() - 1; i++) {
      parent = child(parent, path.get(i));
    }
    // an element of a list stays: the others would get wrong numbers
    return !path.isEmpty()
        && parent instanceof ObjectNode fields
        && fields.remove(path.getLast().getFieldName()) != null;
  }

  private static JsonNode child(JsonNode parent, JsonMappingException.Reference step) {
    return step.getFieldName() == null
        ? parent.path(step.getIndex())
        : parent.path(step.getFieldName());
  }

  private static ConfigError error(
      ResourceRef ref, String root, JsonMappingException e, JsonNode tree) {
    StringBuilder path = new StringBuilder(root);
    JsonNode found = tree;
    for (JsonMappingException.Reference step : e.getPath()) {
      path.append(
          step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
      found = child(found, step);
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
