package io.meshwright.proxy.telemetry;

import io.meshwright.proxy.snapshot.AccessLog;
import io.meshwright.proxy.snapshot.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The access logs of one chain: makes lines on the event loop and hands them to the writer. */
public final class AccessLogger {
  private static final String MISSING = "-";

  private final List<AccessLog> logs;
  private final AccessLogWriter writer;

  public AccessLogger(List<AccessLog> logs, AccessLogWriter writer) {
    this.logs = List.copyOf(logs);
    this.writer = writer;
  }

  /** Logs one exchange or connection; never blocks, counts what has to be dropped. */
  public void log(FormatText.Source values, MetricsShard metrics) {
    for (AccessLog log : logs) {
      String line =
          switch (log.layout()) {
            case AccessLog.Layout.Text(Format format) ->
                FormatText.render(format, name(values), MISSING);
            case AccessLog.Layout.Json(List<AccessLog.Layout.Field> fields) -> json(fields, values);
          };
      if (!writer.offer(log.target(), line)) {
        metrics.accessLogDropped.increment();
      }
    }
  }

  /** Whatever comes from clients must not break a line in two. */
  private static FormatText.Source name(FormatText.Source values) {
    return (operator, argument) -> {
      @Nullable String value = values.value(operator, argument);
      return value == null ? null : escaped(value);
    };
  }

  private static String escaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == 0x7f) {
        StringBuilder out = new StringBuilder(value.length() + 16);
        escape(out, value);
        return out.toString();
      }
    }
    return value;
  }

  private static void escape(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
  }

  private static String json(List<AccessLog.Layout.Field> fields, FormatText.Source values) {
    StringBuilder out = new StringBuilder(512).append('{');
    for (AccessLog.Layout.Field field : fields) {
      if (out.length() > 1) {
        out.append(',');
      }
      out.append('"');
      escape(out, field.name());
      out.append("\":");
      String value = FormatText.render(field.value(), values, "");
      if (value.isEmpty()) {
        out.append("null");
      } else {
        out.append('"');
        escape(out, value);
        out.append('"');
      }
    }
    return out.append("}\n").toString();
  }
}
