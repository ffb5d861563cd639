package io.meshwright.samples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * How the program ends when a command cannot be run, or fails. All that is wrong with a command
 * line is printed at once, and how the command is used.
 */
final class CommandErrors {

  private CommandErrors() {}

  /** Runs the last command of a line whose parser collected its errors, if there are none. */
  static int runUnlessWrong(ParseResult line) {
    List<CommandLine> commands = line.asCommandLineList();
    List<String> problems = problems(commands);
    if (problems.isEmpty() || commands.stream().anyMatch(CommandLine::isUsageHelpRequested)) {
      return new RunLast().execute(line);
    }
    return explain(commands.getLast(), problems);
  }

  /** For what only the command itself could notice. */
  static int explain(ParameterException problem) {
    return explain(problem.getCommandLine(), List.of(String.valueOf(problem.getMessage())));
  }

  /** For the network, which may fail; any other exception is a bug, whose trace is printed. */
  static int report(Exception problem, CommandLine command) throws Exception {
    if (problem instanceof IOException) {
      command.getErr().println(problem);
      return ExitCode.SOFTWARE;
    }
    throw problem;
  }

  private static int explain(CommandLine command, List<String> problems) {
    problems.forEach(command.getErr()::println);
    command.usage(command.getErr());
    return ExitCode.USAGE;
  }

  private static List<String> problems(List<CommandLine> commands) {
    List<String> problems = new ArrayList<>();
    String last = commands.getLast().getCommandName();
    for (CommandLine command : commands) {
      ParseResult parsed = command.getParseResult();
      parsed.errors().forEach(error -> problems.add(String.valueOf(error.getMessage())));
      if (parsed.hasSubcommand()) {
        // it would be read and then ignored
        for (OptionSpec option : parsed.matchedOptions()) {
          problems.add(option.longestName() + ": found before " + last + ", expected behind it");
        }
      }
    }
    return problems;
  }
}
