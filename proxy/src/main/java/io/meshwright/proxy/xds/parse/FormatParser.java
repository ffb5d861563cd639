package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.snapshot.Format;
import io.meshwright.proxy.snapshot.Format.Part;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Command operators: {@code %NAME%}, {@code %NAME(ARGUMENT)%}, {@code %NAME(ARGUMENT):LENGTH%}. */
final class FormatParser {
  private static final Pattern OPERATOR =
      Pattern.compile("%([A-Z][A-Z0-9_]*)(?:\\(([^)]*)\\))?(?::([0-9]{1,6}))?%");

  private FormatParser() {}

  static Format parse(String text, Where where) throws ConfigException {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    Matcher operator = OPERATOR.matcher(text);
    int at = 0;
    while (at < text.length()) {
      int percent = text.indexOf('%', at);
      if (percent < 0) {
        literal.append(text, at, text.length());
        break;
      }
      literal.append(text, at, percent);
      if (text.startsWith("%%", percent)) {
        literal.append('%');
        at = percent + 2;
        continue;
      }
      operator.region(percent, text.length());
      if (!operator.lookingAt()) {
        throw where.error(text, "command operators such as %REQ(NAME)%, and %% for a percent sign");
      }
      addLiteral(parts, literal);
      String argument = operator.group(2);
      String length = operator.group(3);
      parts.add(
          new Part.Operator(
              operator.group(1),
              argument == null ? "" : argument,
              length == null ? 0 : Integer.parseInt(length)));
      at = operator.end();
    }
    addLiteral(parts, literal);
    return new Format(parts);
  }

  private static void addLiteral(List<Part> parts, StringBuilder literal) {
    if (!literal.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }
}
