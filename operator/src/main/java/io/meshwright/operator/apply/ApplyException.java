package io.meshwright.operator.apply;

import org.jspecify.annotations.Nullable;

/** The API server refused a write; the message names the object and quotes the answer. */
public final class ApplyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String words;

  public ApplyException(String words, @Nullable Throwable cause) {
    super(words, cause);
    this.words = words;
  }

  /** What a status may quote. */
  public String words() {
    return words;
  }
}
