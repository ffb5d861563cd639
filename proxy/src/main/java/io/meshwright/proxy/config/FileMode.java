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
 * [--concurrency N] [--transport epoll|io_uring]}.
 *
 * @param file an Envoy bootstrap in YAML or JSON
 * @param concurrency number of event loops of the data path; 0 is one per processor
 * @param ioUring whether sockets are driven by io_uring instead of epoll
 */
public record FileMode(Path file, int concurrency, boolean ioUring) {
  /** Of the command line. */
  public static final String TRANSPORT = "--transport";

  /** A value of {@link #TRANSPORT}: the default. */
  public static final String EPOLL = "epoll";

  /** A value of {@link #TRANSPORT}. */
  public static final String IO_URING = "io_uring";

  private static final String CONFIG = "--config";
  private static final String CONCURRENCY = "--concurrency";
  private static final int MOST_LOOPS = 1024;
  private static final String USAGE =
      "--config FILE [--concurrency N] [--transport epoll|io_uring]";

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
    boolean ioUring = false;
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
        case TRANSPORT -> {
          if (EPOLL.equals(value) || IO_URING.equals(value)) {
            ioUring = IO_URING.equals(value);
          } else {
            problem(problems, TRANSPORT + " " + value);
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
    return new FileMode(file, concurrency, ioUring);
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
