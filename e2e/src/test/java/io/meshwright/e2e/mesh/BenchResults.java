package io.meshwright.e2e.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The file of JSON lines that {@code make bench-operator} writes. */
final class BenchResults {

  private static final Path FILE =
      Path.of(System.getProperty("meshwright.directory"), "e2e/target/bench/operator.json");

  private BenchResults() {}

  static void report(String metric, double value, String unit) throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(
        FILE,
        String.format(
            Locale.ROOT,
            "{\"metric\":\"%s\",\"subject\":\"meshwright\",\"value\":%.1f,\"unit\":\"%s\"}%n",
            metric,
            value,
            unit),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
