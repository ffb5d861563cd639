package io.meshwright.samples;

import java.util.List;

/** A command line that cannot be used, with everything that is wrong with it. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // an immutable list of strings
  private final List<String> problems;

  public UsageException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  List<String> problems() {
    return problems;
  }
}
