package io.meshwright.samples.client;

import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads what is given by its position, once the line is parsed. The parser itself could not: after
 * a wrong value it goes on, and would take the next argument for the same parameter.
 */
final class Positional {

  private Positional() {}

  /** {@code parser} throws {@link TypeConversionException} for a wrong text. */
  static <T> T read(CommandSpec command, String label, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (TypeConversionException e) {
      throw new ParameterException(
          command.commandLine(), "Invalid value for " + label + ": " + e.getMessage(), e);
    }
  }
}
