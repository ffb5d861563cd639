package io.meshwright.operator.analysis;

/** A source of samples did not answer, or answered what cannot be read. */
public final class SampleException extends Exception {

  private static final long serialVersionUID = 1;

  /** Makes one; {@code message} is for users: it names the source and what is wrong. */
  public SampleException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Makes one without another exception behind it. */
  public SampleException(String message) {
    super(message);
  }
}
