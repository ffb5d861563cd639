package io.meshwright.operator.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Objects as text that is the same in every process: the entries of maps are sorted. What is stored
 * in a ConfigMap or compared with an approved file is written with this.
 */
public final class StableText {

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
  private static final KubernetesSerialization YAML = new KubernetesSerialization(JSON, false);

  private StableText() {}

  /** One YAML document, which begins with {@code ---} and ends with a new line. */
  public static String yaml(Object value) {
    return YAML.asYaml(value);
  }

  /** What a record says, as it is written: without what is not set. The map may be changed. */
  static Map<String, Object> tree(Record value) {
    return JSON.convertValue(value, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /** One line of JSON. */
  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON can be made of " + value.getClass(), e);
    }
  }
}
