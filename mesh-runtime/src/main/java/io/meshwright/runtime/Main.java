package io.meshwright.runtime;

import io.meshwright.runtime.capture.CaptureCommand;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.config.RuntimeFlags;
import io.meshwright.runtime.render.RenderCommand;
import io.meshwright.xds.ConfigException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The process's entry point: reads the command line, then hands over to the application. */
@QuarkusMain
public final class Main {

  private static final int USAGE_ERROR = 2;
  private static final List<String> COMMANDS = List.of("discovery", "render", "iptables");

  private Main() {}

  /** Runs until the process is told to end. */
  public static void main(String[] args) {
    int code = run(List.of(args), System.getenv(), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(
      List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
    String command = args.isEmpty() ? "" : args.getFirst();
    if (args.contains("--help") || !COMMANDS.contains(command)) {
      err.print(RuntimeFlags.USAGE + RenderCommand.USAGE + CaptureCommand.USAGE);
      return args.contains("--help") ? 0 : USAGE_ERROR;
    }
    List<String> arguments = args.subList(1, args.size());
    try {
      switch (command) {
        case "render" ->
            new RenderCommand(RuntimeFlags.parse(List.of(), environment).meshSettings(), out, err)
                .run(arguments);
        case "iptables" -> {
          return CaptureCommand.run(arguments, out, err);
        }
        default -> {
          ports(RuntimeFlags.parse(arguments, environment));
          Quarkus.run(DiscoveryApplication.class, args.toArray(String[]::new));
        }
      }
      return 0;
    } catch (ConfigException e) {
      e.errors().forEach(error -> err.println(error.message()));
      return USAGE_ERROR;
    } catch (IOException e) {
      err.println(e);
      return 1;
    }
  }

  /** The shell has its own names for what RuntimeConfig says. */
  private static void ports(RuntimeConfig config) {
    System.setProperty("quarkus.http.port", Integer.toString(config.healthPort()));
    System.setProperty("quarkus.management.port", Integer.toString(config.monitoringPort()));
  }
}
