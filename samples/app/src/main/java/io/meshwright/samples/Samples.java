package io.meshwright.samples;

import io.meshwright.samples.capture.CaptureCommand;
import io.meshwright.samples.client.ClientCommand;
import io.meshwright.samples.client.GetCommand;
import io.meshwright.samples.client.GrpcCommand;
import io.meshwright.samples.client.Http2Command;
import io.meshwright.samples.client.TalkCommand;
import io.meshwright.samples.client.TcpCommand;
import io.meshwright.samples.client.TlsCommand;
import io.meshwright.samples.client.UntilCommand;
import io.meshwright.samples.client.WebSocketCommand;
import io.meshwright.samples.server.ServerCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** Entry point: reads the command line and becomes the server, a client or a capture. */
@Command(name = "samples", description = "A small service, clients of it, and an eye on the wire.")
public final class Samples {

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Samples(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    int status = new Samples(System.getenv(), System.out, System.err).run(arguments);
    // after 0, the server's threads keep the process alive
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Returns the exit status: 0, 1 for a failed request, 2 for a wrong command line. */
  int run(String... arguments) {
    return commandLine()
        .setOut(new PrintWriter(out, true, out.charset()))
        .setErr(new PrintWriter(err, true, err.charset()))
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setExecutionStrategy(CommandErrors::runUnlessWrong)
        .setParameterExceptionHandler((problem, _) -> CommandErrors.explain(problem))
        .setExecutionExceptionHandler(
            (problem, command, _) -> CommandErrors.report(problem, command))
        .execute(arguments);
  }

  private CommandLine commandLine() {
    CommandLine samples =
        command(
            this,
            command(new ServerCommand(out))
                .setDefaultValueProvider(new EnvironmentDefaults(environment)),
            command(
                new ClientCommand(out),
                command(new GetCommand(out)),
                command(new UntilCommand(out)),
                command(new TcpCommand(out)),
                command(new TalkCommand(out)),
                command(new TlsCommand(out)),
                command(new Http2Command(out)),
                command(new GrpcCommand(out)),
                command(new WebSocketCommand(out))),
            command(new CaptureCommand(out)),
            command(new SelftestCommand(this)));
    samples
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .description("show this and end")
                .build());
    return samples;
  }

  private static CommandLine command(Object command, CommandLine... subcommands) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().parser().collectErrors(true);
    line.getCommandSpec().usageMessage().showDefaultValues(true);
    for (CommandLine subcommand : subcommands) {
      line.addSubcommand(subcommand);
    }
    return line;
  }
}
