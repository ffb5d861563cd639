package io.meshwright.runtime;

import io.meshwright.runtime.analysis.AnalyzeCommand;
import io.meshwright.runtime.capture.CaptureCommand;
import io.meshwright.runtime.config.CommandLines;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.render.RenderCommand;
import io.meshwright.xds.ConfigException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The process's entry point: one command a process. */
@QuarkusMain
public final class Main {

  @Command(
      name = "runtime",
      description = "Meshwright's mesh runtime.",
      footer = {
        "",
        "Each option --some-name can also be given as the environment variable",
        "MESHWRIGHT_SOME_NAME; the option wins."
      })
  private static final class Program {}

  private Main() {}

  /** Runs until the command is done or the process is told to end. */
  public static void main(String[] args) {
    int code = commandLine(System.getenv()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine(Map<String, String> environment) {
    return CommandLines.of(
        new Program(),
        List.of(
            new DiscoveryCommand(),
            new RenderCommand(),
            new AnalyzeCommand(),
            new CaptureCommand()),
        environment);
  }

  /** What the arguments of {@code discovery}, with its name, say. */
  static RuntimeConfig discovery(List<String> arguments, Map<String, String> environment)
      throws ConfigException {
    CommandLine.ParseResult parsed =
        commandLine(environment).parseArgs(arguments.toArray(String[]::new));
    return ((DiscoveryCommand) parsed.subcommand().commandSpec().userObject()).config();
  }
}
