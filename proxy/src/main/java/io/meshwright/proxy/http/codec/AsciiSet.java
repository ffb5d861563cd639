package io.meshwright.proxy.http.codec;

/** A set of ASCII characters that is asked for each character of each message. */
final class AsciiSet {
  private static final int SIZE = 128;

  private final boolean[] members = new boolean[SIZE];

  private AsciiSet() {}

  /** All that are printed, without the blank and without these. */
  static AsciiSet visibleExcept(String excluded) {
    AsciiSet set = new AsciiSet();
    for (char c = '!'; c <= '~'; c++) {
      set.members[c] = excluded.indexOf(c) < 0;
    }
    return set;
  }

  boolean contains(char c) {
    return c < SIZE && members[c];
  }

  /** Whether the text has no other characters. */
  boolean containsAll(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (!contains(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
