package io.meshwright.operator.apply;

/**
 * The state of the cluster is not known, which is not the same as an absent object: nothing may be
 * concluded, least of all that something is unused.
 */
public final class ReadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String words;

  public ReadException(String words) {
    super(words);
    this.words = words;
  }

  /** What a status may quote. */
  public String words() {
    return words;
  }
}
