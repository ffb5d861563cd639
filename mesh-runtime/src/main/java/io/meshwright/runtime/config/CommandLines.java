package io.meshwright.runtime.config;

import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * How the process reads its command line: each option {@code --some-name} can also be given as the
 * environment variable {@code MESHWRIGHT_SOME_NAME}, the option wins, and the last of several wins.
 * All that is wrong with a command is printed at once, with exit code 2.
 */
public final class CommandLines {

  private static final String PREFIX = "MESHWRIGHT_";

  private CommandLines() {}

  /** {@code program} with its commands, whose user objects read by {@link OptionReader}. */
  public static CommandLine of(
      Object program, List<Object> commands, Map<String, String> environment) {
    CommandLine line = new CommandLine(program);
    for (Object command : commands) {
      CommandLine subcommand = new CommandLine(command);
      subcommand.getCommandSpec().parser().collectErrors(true);
      line.addSubcommand(subcommand);
    }
    help(line);
    line.getSubcommands().values().forEach(CommandLines::help);
    return line.setOverwrittenOptionsAllowed(true)
        .setDefaultValueProvider(argument -> fromEnvironment(argument, environment))
        .setParameterExceptionHandler((problem, _) -> showUsage(problem))
        .setExecutionExceptionHandler((problem, command, _) -> report(problem, command));
  }

  private static void help(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this and end")
                .build())
        .usageMessage()
        .showDefaultValues(true);
  }

  private static @Nullable String fromEnvironment(
      ArgSpec argument, Map<String, String> environment) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
      return null;
    }
    return environment.get(
        PREFIX
            + option
                .longestName()
                .replaceFirst("^-+", "")
                .replace('-', '_')
                .toUpperCase(Locale.ROOT));
  }

  /** For a command that does not exist; its own options are judged by {@link OptionReader}. */
  private static int showUsage(ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    command.getErr().println(problem.getMessage());
    command.usage(command.getErr());
    return ExitCode.USAGE;
  }

  private static int report(Exception problem, CommandLine command) throws Exception {
    return switch (problem) {
      case ConfigException wrong -> {
        wrong.errors().forEach(error -> command.getErr().println(error.message()));
        yield ExitCode.USAGE;
      }
      case IOException failed -> {
        command.getErr().println(failed);
        yield ExitCode.SOFTWARE;
      }
      default -> throw problem;
    };
  }
}
