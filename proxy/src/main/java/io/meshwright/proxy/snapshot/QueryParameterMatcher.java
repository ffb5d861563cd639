package io.meshwright.proxy.snapshot;

/** A condition on one parameter of the query string. */
public record QueryParameterMatcher(String name, Value value) {

  /** What is asked of the parameter. */
  public sealed interface Value {

    /** It is present, or absent. */
    record Present(boolean present) implements Value {}

    /** Its first value as text. */
    record Text(StringMatcher matcher) implements Value {}
  }
}
