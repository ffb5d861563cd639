package io.meshwright.runtime;

import io.meshwright.runtime.config.OptionReader;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.config.RuntimeOptions;
import io.meshwright.xds.ConfigException;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code discovery}: judges the options, then hands over to the application in Quarkus' shell. */
@Command(
    name = "discovery",
    description = "Serves configuration and certificates to proxies, and admission webhooks.",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // the spec is set by picocli
final class DiscoveryCommand implements Callable<Integer> {

  @Mixin private final RuntimeOptions options = new RuntimeOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    RuntimeConfig.ListenPorts ports = config().ports();
    // The shell has its own names for what RuntimeConfig says.
    System.setProperty("quarkus.http.port", Integer.toString(ports.health()));
    System.setProperty("quarkus.management.port", Integer.toString(ports.monitoring()));
    Quarkus.run(
        DiscoveryApplication.class,
        spec.commandLine().getParseResult().originalArgs().toArray(String[]::new));
    return 0;
  }

  /** What the options say. */
  RuntimeConfig config() throws ConfigException {
    return options.config(new OptionReader(spec));
  }
}
