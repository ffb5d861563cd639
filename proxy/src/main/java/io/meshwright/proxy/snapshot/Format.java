package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * A text with command operators, as in header values and access logs: {@code
 * %REQ(X-REQUEST-ID)%-%RESPONSE_CODE%}.
 */
public record Format(List<Part> parts) {

  public Format {
    parts = List.copyOf(parts);
  }

  /** A piece of a format. */
  public sealed interface Part {

    /** Copied as it is. */
    record Literal(String text) implements Part {}

    /**
     * Replaced by what the request shows.
     *
     * @param name {@code REQ}, {@code RESPONSE_CODE} …
     * @param argument between the parentheses; empty if there are none
     * @param maxLength of the value in characters; 0 is no limit
     */
    record Operator(String name, String argument, int maxLength) implements Part {}
  }
}
