package io.meshwright.proxy.snapshot;

/**
 * A condition on one request header; several values of the header are joined by commas first.
 *
 * @param name in lower case; pseudo-headers ({@code :method}, {@code :authority}) included
 * @param value what is asked of the value
 * @param invert whether the condition must not hold
 * @param missingIsEmpty whether an absent header counts as an empty one; otherwise an absent header
 *     meets no condition but an inverted one
 */
public record HeaderMatcher(String name, Value value, boolean invert, boolean missingIsEmpty) {

  /** What is asked of a header's value. */
  public sealed interface Value {

    /** The header is present, or absent. */
    record Present(boolean present) implements Value {}

    /** The value as text. */
    record Text(StringMatcher matcher) implements Value {}

    /** The value as a decimal number in {@code [start, end)}. */
    record Range(long start, long end) implements Value {}
  }
}
