package io.meshwright.runtime;

import io.meshwright.runtime.capture.CaptureCommand;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.config.RuntimeFlags;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The process's entry point: reads the command line, then hands over to the application. */
@QuarkusMain
public final class Main {

  private static final int USAGE_ERROR = 2;

  private Main() {}

  /** Runs until the process is told to end. */
  public static void main(String[] args) {
    int code = run(List.of(args), System.getenv(), System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(List<String> args, Map<String, String> environment, PrintStream err) {
    if (!args.isEmpty() && args.getFirst().equals("iptables")) {
      return rules(args.subList(1, args.size()), err);
    }
    if (args.isEmpty() || !args.getFirst().equals("discovery") || args.contains("--help")) {
      err.print(RuntimeFlags.USAGE);
      return args.contains("--help") ? 0 : USAGE_ERROR;
    }
    try {
      RuntimeConfig config = RuntimeFlags.parse(args.subList(1, args.size()), environment);
      ports(config);
      Quarkus.run(DiscoveryApplication.class, args.toArray(String[]::new));
      return 0;
    } catch (ConfigException e) {
      for (ConfigError error : e.errors()) {
        err.println(error.message());
      }
      return USAGE_ERROR;
    }
  }

  /** Prints capture rules, for scripts. */
  private static int rules(List<String> args, PrintStream err) {
    try {
      return CaptureCommand.run(args, System.out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shell has its own names for what RuntimeConfig says. */
  private static void ports(RuntimeConfig config) {
    System.setProperty("quarkus.http.port", Integer.toString(config.healthPort()));
    System.setProperty("quarkus.management.port", Integer.toString(config.monitoringPort()));
  }
}
