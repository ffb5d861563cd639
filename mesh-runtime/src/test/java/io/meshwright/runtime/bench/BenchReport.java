package io.meshwright.runtime.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Lines of JSON in the file that {@code bench.results} names. */
final class BenchReport {

  private final Path file = Path.of(System.getProperty("bench.results"));

  /** Of the control plane. */
  void add(String metric, double value, String unit) throws IOException {
    line(metric, "meshwright", value, unit);
  }

  /** Median and 99th percentile of what {@code subject} took. */
  void quantiles(String metric, String subject, List<Duration> times) throws IOException {
    List<Duration> sorted = times.stream().sorted().toList();
    line(metric + "_p50", subject, at(sorted, 0.5), "ms");
    line(metric + "_p99", subject, at(sorted, 0.99), "ms");
  }

  private static double at(List<Duration> sorted, double share) {
    int index = Math.min(sorted.size() - 1, (int) (sorted.size() * share));
    return sorted.get(index).toNanos() / 1e6;
  }

  private void line(String metric, String subject, double value, String unit) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            "{\"metric\":\"%s\",\"subject\":\"%s\",\"value\":%.2f,\"unit\":\"%s\"}%n",
            metric,
            subject,
            value,
            unit),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
