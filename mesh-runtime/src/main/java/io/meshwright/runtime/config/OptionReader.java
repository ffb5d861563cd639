package io.meshwright.runtime.config;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns the texts of one command's options into values, and collects all that is wrong: with single
 * values, and with the command line itself, whose parser collects too ({@link CommandLines}).
 */
public final class OptionReader {

  private final CommandSpec command;
  private final List<ConfigError> errors = new ArrayList<>();

  /** Reads for a command whose arguments were parsed. */
  public OptionReader(CommandSpec command) {
    this.command = command;
    command.commandLine().getParseResult().errors().forEach(this::addUsageErrors);
  }

  /**
   * The value of an option; empty if the option is absent ({@code text} is null), or wrong, which
   * is remembered.
   *
   * @param expected what would have been right, for the error
   */
  public <T> Optional<T> read(
      String option, @Nullable String text, String expected, Function<String, Optional<T>> parser) {
    if (text == null) {
      return Optional.empty();
    }
    Optional<T> value = parser.apply(text);
    if (value.isEmpty()) {
      error(option, text, expected);
    }
    return value;
  }

  /** The value of an option whose words are the constants of an enum, in either case. */
  public <E extends Enum<E>> Optional<E> word(String option, String text, Class<E> words) {
    List<E> all = List.of(words.getEnumConstants());
    List<String> names = all.stream().map(word -> word.name().toLowerCase(Locale.ROOT)).toList();
    String expected = String.join(", ", names.subList(0, names.size() - 1));
    return read(
        option,
        text,
        expected + " or " + names.getLast(),
        found -> all.stream().filter(word -> word.name().equalsIgnoreCase(found)).findFirst());
  }

  /** Returns if nothing was wrong; the exception has all errors. */
  public void requireNoErrors() throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  private void addUsageErrors(Exception problem) {
    switch (problem) {
      case UnmatchedArgumentException unmatched ->
          unmatched
              .getUnmatched()
              .forEach(argument -> error(argument, argument, "an option of: " + options()));
      case MissingParameterException missing ->
          missing.getMissing().stream()
              .flatMap(OptionReader::name)
              .forEach(name -> error(name, "", "a value"));
      default -> error("arguments", String.valueOf(problem.getMessage()), "see --help");
    }
  }

  private String options() {
    return String.join(
        ", ", command.options().stream().map(OptionSpec::longestName).sorted().toList());
  }

  private void error(String option, String found, String expected) {
    errors.add(new ConfigError(command.name(), option, found, expected));
  }

  private static Stream<String> name(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? Stream.of(option.longestName())
        : Stream.of(argument.paramLabel());
  }
}
