package io.meshwright.runtime.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Regular expressions of users. They are RE2's, as proxies take them and Istio reads them: one that
 * only Java knows would be refused by proxies together with all that stands beside it, and could
 * take for ever to match.
 */
final class Expressions {

  /** For error messages. */
  static final String EXPECTED = "an RE2 expression";

  private static final char ESCAPE = '\\';

  private Expressions() {}

  /** What is wrong with an expression; empty if it is one. */
  static Optional<String> problem(String expression) {
    try {
      var _ = Pattern.compile(expression);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(e.getDescription());
    }
  }

  /** Whether a substitution refers to groups only that the expression has (RE2's Rewrite). */
  static boolean substitutes(String expression, String substitution) {
    int groups = Pattern.compile(expression).groupCount();
    for (int at = substitution.indexOf(ESCAPE); at >= 0; at = substitution.indexOf(ESCAPE, at)) {
      char after = at + 1 < substitution.length() ? substitution.charAt(at + 1) : ' ';
      boolean group = after >= '0' && after <= '9' && after - '0' <= groups;
      if (!group && after != ESCAPE) {
        return false;
      }
      at += 2;
    }
    return true;
  }
}
