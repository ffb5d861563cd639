package io.meshwright.runtime.policy;

import java.util.regex.Pattern;

/** Which texts are host names (RFC 1123, with underscores as DNS allows them). */
final class Names {

  private static final int MAX_LENGTH = 255;
  private static final Pattern HOST =
      Pattern.compile(
          "[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?"
              + "(\\.[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?)*\\.?");

  private Names() {}

  /** Whether a text is a host name without wildcard. */
  static boolean host(String text) {
    return text.length() <= MAX_LENGTH && HOST.matcher(text).matches();
  }

  /** Whether a text is a host name, the first label of which may be {@code *}. */
  static boolean pattern(String text) {
    return text.startsWith("*.") ? host(text.substring(2)) : host(text);
  }
}
