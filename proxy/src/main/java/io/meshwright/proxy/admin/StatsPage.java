package io.meshwright.proxy.admin;

import com.google.re2j.Pattern;

/**
 * {@code /stats}: the metrics one a line as {@code NAME: VALUE}, those of clusters under Envoy's
 * names.
 */
final class StatsPage {
  private static final String CLUSTER = "envoy_cluster_";
  private static final String CLUSTER_LABEL = "{cluster_name=\"";

  private StatsPage() {}

  /**
   * The page.
   *
   * @param metrics in Prometheus' text format
   * @param filter what a name must contain a match of
   */
  static String text(String metrics, Pattern filter) {
    StringBuilder page = new StringBuilder();
    for (String line : metrics.split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && !line.startsWith("#")) {
        String name = name(line.substring(0, space));
        if (filter.matcher(name).find()) {
          page.append(name).append(": ").append(line, space + 1, line.length()).append('\n');
        }
      }
    }
    return page.toString();
  }

  private static String name(String series) {
    int label = series.indexOf(CLUSTER_LABEL);
    return series.startsWith(CLUSTER) && label > 0 && series.endsWith("\"}")
        ? "cluster."
            + series.substring(label + CLUSTER_LABEL.length(), series.length() - 2)
            + "."
            + series.substring(CLUSTER.length(), label)
        : series;
  }
}
