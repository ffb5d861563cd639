package io.meshwright.proxy.config;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a proxy that runs on a file, without a control plane: {@code --config FILE
 * [--concurrency N]}.
 *
 * @param file an Envoy bootstrap in YAML or JSON
 * @param concurrency number of event loops of the data path; 0 is one per processor
 */
public record FileMode(Path file, int concurrency) {
  private static final String CONFIG = "--config";
  private static final String CONCURRENCY = "--concurrency";
  private static final int MOST_LOOPS = 1024;
  private static final String USAGE = "--config FILE [--concurrency N]";

  /** Whether this command line asks for a file. */
  public static boolean asked(List<String> arguments) {
    return arguments.stream()
        .anyMatch(argument -> argument.equals(CONFIG) || argument.startsWith(CONFIG + "="));
  }

  /**
   * Reads the command line.
   *
   * @throws ConfigException naming every problem
   */
  public static FileMode read(List<String> arguments) throws ConfigException {
    List<ConfigError> problems = new ArrayList<>();
    Path file = null;
    int concurrency = 0;
    List<String> words = arguments.stream().flatMap(FileMode::split).toList();
    for (int i = 0; i < words.size(); i += 2) {
      @Nullable String value = i + 1 < words.size() ? words.get(i + 1) : null;
      switch (words.get(i)) {
        case CONFIG -> file = value == null ? null : Path.of(value);
        case CONCURRENCY -> {
          if (value != null
              && value.matches("[0-9]{1,4}")
              && Integer.parseInt(value) <= MOST_LOOPS) {
            concurrency = Integer.parseInt(value);
          } else {
            problem(problems, CONCURRENCY + " " + value);
          }
        }
        default -> problem(problems, words.get(i));
      }
    }
    if (file == null) {
      problem(problems, String.join(" ", arguments));
    }
    if (file == null || !problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new FileMode(file, concurrency);
  }

  private static Stream<String> split(String argument) {
    int equals = argument.indexOf('=');
    return argument.startsWith("--") && equals > 0
        ? Stream.of(argument.substring(0, equals), argument.substring(equals + 1))
        : Stream.of(argument);
  }

  private static void problem(List<ConfigError> problems, String found) {
    problems.add(new ConfigError("command line", "", found, USAGE));
  }
}
