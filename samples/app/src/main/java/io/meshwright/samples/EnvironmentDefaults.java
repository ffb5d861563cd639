package io.meshwright.samples;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that are not given are read from the environment: {@code --tcp-port} from {@code
 * TCP_PORT}. Of an option with several names the first that is set counts.
 */
public record EnvironmentDefaults(Map<String, String> environment)
    implements IDefaultValueProvider {

  public EnvironmentDefaults {
    environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
      return null;
    }
    return Stream.of(option.names())
        .map(EnvironmentDefaults::variable)
        .filter(environment::containsKey)
        .findFirst()
        .map(environment::get)
        .orElse(null);
  }

  private static String variable(String option) {
    return option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
