package io.meshwright.proxy.snapshot;

import com.google.re2j.Pattern;
import java.util.Locale;

/** A condition on a text (xDS {@code type.matcher.v3.StringMatcher}). */
public sealed interface StringMatcher {

  /** Whether the text meets the condition. */
  boolean matches(String text);

  /** The whole text is equal. */
  record Exact(String value, boolean ignoreCase) implements StringMatcher {
    @Override
    public boolean matches(String text) {
      return ignoreCase ? value.equalsIgnoreCase(text) : value.equals(text);
    }
  }

  /** The text starts with a value. */
  record Prefix(String value, boolean ignoreCase) implements StringMatcher {
    @Override
    public boolean matches(String text) {
      return text.regionMatches(ignoreCase, 0, value, 0, value.length());
    }
  }

  /** The text ends with a value. */
  record Suffix(String value, boolean ignoreCase) implements StringMatcher {
    @Override
    public boolean matches(String text) {
      return text.regionMatches(
          ignoreCase, text.length() - value.length(), value, 0, value.length());
    }
  }

  /** The text holds a value somewhere. */
  record Contains(String value, boolean ignoreCase) implements StringMatcher {
    @Override
    public boolean matches(String text) {
      return ignoreCase
          ? text.toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT))
          : text.contains(value);
    }
  }

  /** The whole text matches an RE2 expression, in time linear in its length. */
  record Regex(Pattern pattern) implements StringMatcher {
    @Override
    public boolean matches(String text) {
      return pattern.matches(text);
    }
  }
}
