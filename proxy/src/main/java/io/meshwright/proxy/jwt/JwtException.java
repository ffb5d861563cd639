package io.meshwright.proxy.jwt;

/** A token cannot be read. */
public final class JwtException extends Exception {
  private static final long serialVersionUID = 1L;

  private final JwtProblem problem;

  JwtException(JwtProblem problem) {
    super(problem.text(), null, false, false);
    this.problem = problem;
  }

  public JwtProblem problem() {
    return problem;
  }
}
