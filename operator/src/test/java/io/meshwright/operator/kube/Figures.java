package io.meshwright.operator.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Adds what was measured to the file of the system property {@code bench.results}. */
public final class Figures {

  private Figures() {}

  /** Adds one figure. */
  public static void report(String metric, double value, String unit) throws IOException {
    Path file = Path.of(System.getProperty("bench.results"));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
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
