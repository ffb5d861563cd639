package io.meshwright.proxy.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of node metadata: JSON's six kinds. */
public sealed interface MetadataValue {

  /** A text. */
  record Text(String value) implements MetadataValue {}

  /** A number. */
  record Numeric(double value) implements MetadataValue {}

  /** True or false. */
  record Flag(boolean value) implements MetadataValue {}

  /** Null. */
  record Nothing() implements MetadataValue {}

  /** A list. */
  record Items(List<MetadataValue> values) implements MetadataValue {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object; keeps the order of its fields. */
  record Fields(Map<String, MetadataValue> values) implements MetadataValue {
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }
}
