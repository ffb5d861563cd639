package io.meshwright.operator.preflight;

import org.jspecify.annotations.Nullable;

/** Something could not be looked at; the message says what, and quotes the API server. */
public final class SurveyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String words;

  public SurveyException(String words, @Nullable Throwable cause) {
    super(words, cause);
    this.words = words;
  }

  /** What a status may quote. */
  public String words() {
    return words;
  }
}
