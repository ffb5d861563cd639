package io.meshwright.proxy.telemetry;

import io.meshwright.proxy.snapshot.Format;
import org.jspecify.annotations.Nullable;

/** Fills formats with values: header values and access log lines. */
public final class FormatText {
  private FormatText() {}

  /** Where values come from. */
  @FunctionalInterface
  public interface Source {
    /** The value of an operator; absent if there is none. */
    @Nullable String value(String operator, String argument);
  }

  /**
   * The text of a format.
   *
   * @param missing stands for values that are absent
   */
  public static String render(Format format, Source source, String missing) {
    if (format.parts().size() == 1
        && format.parts().getFirst() instanceof Format.Part.Literal(String text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(128);
    for (Format.Part part : format.parts()) {
      switch (part) {
        case Format.Part.Literal(String text) -> out.append(text);
        case Format.Part.Operator(String name, String argument, int maxLength) -> {
          @Nullable String value = source.value(name, argument);
          String shown = value == null ? missing : value;
          out.append(
              maxLength > 0 && shown.length() > maxLength ? shown.substring(0, maxLength) : shown);
        }
      }
    }
    return out.toString();
  }
}
