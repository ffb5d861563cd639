package io.meshwright.runtime.traffic;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One series of Prometheus' text format, version 0.0.4. Only the labels that are wanted are kept,
 * so that a line costs little more than reading it.
 *
 * @param labels those wanted that it has
 */
record SeriesLine(String name, Map<String, String> labels, double value) {

  private static final char QUOTE = '"';
  private static final char ESCAPE = '\\';

  SeriesLine {
    labels = Map.copyOf(labels);
  }

  /** A label's value; empty if there is none. */
  String label(String label) {
    return labels.getOrDefault(label, "");
  }

  /**
   * Reads a line of the form <code>NAME{LABEL="VALUE",…} NUMBER [MILLIS]</code>.
   *
   * @throws IllegalArgumentException if it has another form
   */
  static SeriesLine parse(String line, Set<String> wanted) {
    return new Reader(line, wanted).read();
  }

  private static final class Reader {
    private final String line;
    private final Set<String> wanted;
    private final Map<String, String> labels = new HashMap<>();
    private int at;

    Reader(String line, Set<String> wanted) {
      this.line = line;
      this.wanted = wanted;
    }

    SeriesLine read() {
      int open = line.indexOf('{');
      if (open < 0) {
        throw bad("{");
      }
      at = open + 1;
      skipSpaces();
      while (peek() != '}') {
        label();
        skipSpaces();
        if (peek() == ',') {
          at++;
          skipSpaces();
        } else if (peek() != '}') {
          throw bad(", or }");
        }
      }
      at++;
      return new SeriesLine(line.substring(0, open).strip(), labels, number());
    }

    private void label() {
      int equals = line.indexOf('=', at);
      if (equals < 0) {
        throw bad("=");
      }
      String name = line.substring(at, equals).strip();
      at = equals + 1;
      skipSpaces();
      if (peek() != QUOTE) {
        throw bad("\"");
      }
      at++;
      int begin = at;
      boolean escaped = false;
      while (peek() != QUOTE) {
        escaped |= peek() == ESCAPE;
        at += peek() == ESCAPE ? 2 : 1;
      }
      if (wanted.contains(name)) {
        String raw = line.substring(begin, at);
        labels.put(name, escaped ? unescape(raw) : raw);
      }
      at++;
    }

    private static String unescape(String raw) {
      StringBuilder text = new StringBuilder(raw.length());
      for (int i = 0; i < raw.length(); i++) {
        char c = raw.charAt(i);
        if (c == ESCAPE) {
          i++;
          char next = raw.charAt(i);
          text.append(next == 'n' ? '\n' : next);
        } else {
          text.append(c);
        }
      }
      return text.toString();
    }

    private double number() {
      skipSpaces();
      int end = line.indexOf(' ', at);
      String number = line.substring(at, end < 0 ? line.length() : end);
      try {
        return SeriesLine.number(number);
      } catch (NumberFormatException _) {
        throw bad("a number");
      }
    }

    private void skipSpaces() {
      while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
        at++;
      }
    }

    private char peek() {
      if (at >= line.length()) {
        throw bad("more");
      }
      return line.charAt(at);
    }

    private IllegalArgumentException bad(String expected) {
      String found = line.length() > 200 ? line.substring(0, 200) + "…" : line;
      return new IllegalArgumentException(
          "found %s, expected %s at character %d".formatted(found, expected, at + 1));
    }
  }

  /** A number as the format has it, {@code +Inf} too. */
  static double number(String text) {
    return switch (text) {
      case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
