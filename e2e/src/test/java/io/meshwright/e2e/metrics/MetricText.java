package io.meshwright.e2e.metrics;

import java.util.stream.Stream;

/** Metrics in Prometheus' text form, as one scrape saw them. */
public record MetricText(String text) {

  /**
   * The sum of all series of a name that have all these labels, each written as {@code
   * key="value"}; 0 if there is none.
   */
  public double sum(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
