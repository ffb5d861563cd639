package io.meshwright.proxy.metadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a request's metadata, in the shapes of JSON. Immutable. */
public sealed interface MetadataValue {
  /** No value. */
  record None() implements MetadataValue {}

  /** {@code true} or {@code false}. */
  record Flag(boolean value) implements MetadataValue {}

  /** A number. */
  record Numeric(double value) implements MetadataValue {}

  /** A text. */
  record Text(String value) implements MetadataValue {}

  /** Values in order. */
  record Items(List<MetadataValue> values) implements MetadataValue {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** Values by name. */
  record Fields(Map<String, MetadataValue> values) implements MetadataValue {
    /** None. */
    public static final Fields EMPTY = new Fields(Map.of());

    public Fields {
      values = Map.copyOf(values);
    }

    /** These fields with others, which win. */
    public Fields with(Fields others) {
      Map<String, MetadataValue> all = new LinkedHashMap<>(values);
      all.putAll(others.values);
      return new Fields(all);
    }

    /** What is found by going down by these names; absent if there is nothing. */
    public @Nullable MetadataValue at(List<String> path) {
      MetadataValue value = this;
      for (String name : path) {
        value = value instanceof Fields fields ? fields.values.get(name) : null;
        if (value == null) {
          return null;
        }
      }
      return value;
    }
  }
}
