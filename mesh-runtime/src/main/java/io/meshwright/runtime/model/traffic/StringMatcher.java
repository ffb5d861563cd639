package io.meshwright.runtime.model.traffic;

/** How a piece of text is compared. */
public sealed interface StringMatcher {

  /** The whole value. */
  record Exact(String value) implements StringMatcher {}

  /** What the value begins with; not by path segments (istio-features VS7). */
  record Prefix(String value) implements StringMatcher {}

  /** An RE2 expression that the whole value matches. */
  record Regex(String expression) implements StringMatcher {}

  /** Any value, as long as there is one. */
  record Present() implements StringMatcher {}
}
