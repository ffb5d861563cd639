package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.meshwright.proxy.admin.server.Reply;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code /stats}: the metrics in Envoy's forms, by name and histograms last. An interval, for which
 * Envoy has quantiles of their own, is not kept: its values are those of one in which nothing
 * happened.
 */
final class StatsPage {
  private static final Comparator<MetricSeries> ENVOYS_ORDER =
      Comparator.comparing(MetricSeries::histogram).thenComparing(MetricSeries::name);

  private StatsPage() {}

  /**
   * Answers {@code /stats} with Envoy's parameters {@code format}, {@code filter} and {@code
   * usedonly}.
   *
   * @param metrics in Prometheus' text format
   */
  static Reply answer(QueryStringDecoder query, String metrics) {
    if (query.parameters().containsKey("histogram_buckets")) {
      return Reply.text(400, "histogram_buckets: not supported\n");
    }
    String format = parameter(query, "format");
    boolean usedOnly = query.parameters().containsKey("usedonly");
    if (format.equals("prometheus") && !usedOnly && parameter(query, "filter").isEmpty()) {
      return Reply.prometheus(metrics);
    }
    List<MetricSeries> wanted = new ArrayList<>(MetricSeries.read(metrics));
    try {
      Pattern filter = Pattern.compile(parameter(query, "filter"));
      wanted.removeIf(each -> !filter.matcher(each.name()).find() || (usedOnly && !each.used()));
    } catch (PatternSyntaxException e) {
      return Reply.text(400, "filter: " + e.getMessage() + "\n");
    }
    return switch (format) {
      case "prometheus" -> Reply.prometheus(prometheus(wanted));
      case "json" -> Reply.json(json(wanted));
      case "", "text" -> Reply.text(200, text(wanted));
      default -> Reply.text(400, "usage: /stats?format=(json|prometheus|text)\n");
    };
  }

  /** The first value of a parameter; empty if there is none. */
  static String parameter(QueryStringDecoder query, String name) {
    List<String> values = query.parameters().getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  private static String prometheus(List<MetricSeries> all) {
    StringBuilder page = new StringBuilder();
    String header = "";
    for (MetricSeries series : all) {
      if (!series.header().equals(header)) {
        header = series.header();
        page.append(header);
      }
      series.lines().forEach(line -> page.append(line).append('\n'));
    }
    return page.toString();
  }

  private static String text(List<MetricSeries> all) {
    all.sort(ENVOYS_ORDER);
    StringBuilder page = new StringBuilder();
    for (MetricSeries series : all) {
      page.append(series.name()).append(": ");
      page.append(series.histogram() ? summary(series) : series.number()).append('\n');
    }
    return page.toString();
  }

  private static String summary(MetricSeries histogram) {
    if (!histogram.used()) {
      return "No recorded values";
    }
    List<BigDecimal> values = new Quantiles(histogram).all();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "P" : " P").append(Quantiles.SUPPORTED.get(i).toPlainString());
      text.append("(nan,").append(values.get(i).toPlainString()).append(')');
    }
    return text.toString();
  }

  private static String json(List<MetricSeries> all) {
    all.sort(ENVOYS_ORDER);
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.beginObject().name("stats").beginArray();
      for (MetricSeries series : all) {
        if (!series.histogram()) {
          out.beginObject().name("name").value(series.name());
          out.name("value").jsonValue(series.number()).endObject();
        }
      }
      List<MetricSeries> histograms = all.stream().filter(MetricSeries::histogram).toList();
      if (!histograms.isEmpty()) {
        out.beginObject().name("histograms");
        histograms(out, histograms);
        out.endObject();
      }
      out.endArray().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void histograms(JsonWriter out, List<MetricSeries> histograms) throws IOException {
    out.beginObject().name("supported_quantiles").beginArray();
    for (BigDecimal quantile : Quantiles.SUPPORTED) {
      out.value(quantile);
    }
    out.endArray().name("computed_quantiles").beginArray();
    for (MetricSeries histogram : histograms) {
      out.beginObject().name("name").value(histogram.name()).name("values").beginArray();
      List<BigDecimal> values = histogram.used() ? new Quantiles(histogram).all() : List.of();
      for (int i = 0; i < Quantiles.SUPPORTED.size(); i++) {
        out.beginObject().name("cumulative");
        out.jsonValue(values.isEmpty() ? "null" : values.get(i).toPlainString());
        out.name("interval").nullValue().endObject();
      }
      out.endArray().endObject();
    }
    out.endArray().endObject();
  }
}
