package io.meshwright.operator.apply;

import org.jspecify.annotations.Nullable;

/** The API server refused a write; the message names the object and quotes the answer. */
public final class ApplyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ApplyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
