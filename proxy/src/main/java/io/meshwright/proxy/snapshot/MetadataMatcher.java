package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * A condition on a request's metadata.
 *
 * @param namespace in which the value stands
 * @param path to the value, by names of fields
 * @param invert whether the condition must not hold
 */
public record MetadataMatcher(String namespace, List<String> path, Value value, boolean invert) {
  public MetadataMatcher {
    path = List.copyOf(path);
  }

  /** What is asked of a value. */
  public sealed interface Value {
    /** It is null, which an absent one is not. */
    record Null() implements Value {}

    /** It is there; {@code false} holds never, as in Envoy. */
    record Present(boolean present) implements Value {}

    /** It is this number. */
    record Exactly(double number) implements Value {}

    /** It is a number in {@code [start, end)}. */
    record Between(double start, double end) implements Value {}

    /** It is a text. */
    record Text(StringMatcher matcher) implements Value {}

    /** It is {@code true} or {@code false}. */
    record Flag(boolean value) implements Value {}

    /** It is a list, and one of its values meets this. */
    record Element(Value value) implements Value {}

    /** It meets one of these. */
    record AnyOf(List<Value> values) implements Value {
      public AnyOf {
        values = List.copyOf(values);
      }
    }
  }
}
