package io.meshwright.operator.sessions;

/** A replica did not say what proxies get. */
public final class RenderException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Whether asking again could help. */
  public enum Cause {
    /** Its version is from before the question. */
    UNSUPPORTED,
    /** It may do so another time. */
    FAILED
  }

  private final Cause kind;

  public RenderException(Cause kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Cause kind() {
    return kind;
  }

  /** Why, in a sentence. */
  public String words() {
    return String.valueOf(getMessage());
  }
}
