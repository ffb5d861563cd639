package io.meshwright.proxy.admin;

import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of one set of labels.
 *
 * @param header comment lines of its metric
 * @param name what filters and Envoy's forms have: {@code cluster.NAME.COUNTER} for clusters, else
 *     the metric with its labels
 * @param lines as they were written: one, or those of a histogram, the smallest bucket first and
 *     the sum and the count last
 */
record MetricSeries(String header, String name, boolean histogram, List<String> lines) {
  private static final String CLUSTER = "envoy_cluster_";
  private static final String CLUSTER_LABEL = "{cluster_name=\"";
  private static final String COUNT = "_count";

  MetricSeries {
    lines = List.copyOf(lines);
  }

  /**
   * Reads Prometheus' text format. The lines of a histogram's series stand together, and its count
   * is the last of them.
   */
  static List<MetricSeries> read(String metrics) {
    List<MetricSeries> all = new ArrayList<>();
    StringBuilder comments = new StringBuilder();
    String header = "";
    List<String> lines = new ArrayList<>();
    for (String line : metrics.split("\n", -1)) {
      if (line.startsWith("#")) {
        comments.append(line).append('\n');
      } else if (!line.isEmpty()) {
        if (!comments.isEmpty()) {
          header = comments.toString();
          comments.setLength(0);
        }
        boolean histogram = header.endsWith(" histogram\n");
        lines.add(line);
        if (!histogram || metric(line).endsWith(COUNT)) {
          all.add(new MetricSeries(header, name(line, histogram), histogram, lines));
          lines.clear();
        }
      }
    }
    return all;
  }

  /** Whether anything was counted; a gauge that came back to 0 counts as unused. */
  boolean used() {
    return !number().equals("0");
  }

  /** The value; of a histogram, how many values it has. */
  String number() {
    return number(lines.getLast());
  }

  /** How many values of a histogram each of its buckets has with all smaller ones. */
  long[] cumulative() {
    return lines.subList(0, lines.size() - 2).stream()
        .mapToLong(line -> Long.parseLong(number(line)))
        .toArray();
  }

  /** The upper bounds of a histogram's buckets; the last one has none and is left out. */
  double[] bounds() {
    return lines.subList(0, lines.size() - 3).stream()
        .mapToDouble(
            line -> {
              int end = line.lastIndexOf('"');
              return Double.parseDouble(line.substring(line.lastIndexOf('"', end - 1) + 1, end));
            })
        .toArray();
  }

  private static String number(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  private static String metric(String line) {
    int labels = line.indexOf('{');
    return line.substring(0, labels < 0 ? line.lastIndexOf(' ') : labels);
  }

  private static String name(String line, boolean histogram) {
    String metric = metric(line);
    String labels = line.substring(metric.length(), line.lastIndexOf(' '));
    if (histogram) {
      return metric.substring(0, metric.length() - COUNT.length()) + labels;
    }
    return metric.startsWith(CLUSTER) && labels.startsWith(CLUSTER_LABEL)
        ? "cluster."
            + labels.substring(CLUSTER_LABEL.length(), labels.length() - 2)
            + "."
            + metric.substring(CLUSTER.length())
        : metric + labels;
  }
}
