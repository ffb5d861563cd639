package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.meshwright.proxy.snapshot.AccessLog;
import io.meshwright.proxy.snapshot.AccessLog.Layout;
import io.meshwright.proxy.snapshot.AccessLog.Target;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Access loggers that write lines. */
final class AccessLogParser {
  private static final String PACKAGE = "envoy.extensions.access_loggers.";

  /** Envoy's format when none is set. */
  private static final String DEFAULT_FORMAT =
      "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
          + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
          + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
          + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
          + " \"%UPSTREAM_HOST%\"\n";

  private AccessLogParser() {}

  static List<AccessLog> parse(
      List<io.envoyproxy.envoy.config.accesslog.v3.AccessLog> protos, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    List<AccessLog> logs = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      logs.add(
          log(protos.get(i).getTypedConfig(), where.item("access_log", i).field("typed_config")));
    }
    return logs;
  }

  private static AccessLog log(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    Where format = where.field("log_format");
    String type = Values.typeOf(config);
    return switch (type) {
      case PACKAGE + "file.v3.FileAccessLog" -> {
        FileAccessLog proto = FileAccessLog.parseFrom(config.getValue());
        yield new AccessLog(target(proto.getPath()), layout(proto.getLogFormat(), format));
      }
      case PACKAGE + "stream.v3.StdoutAccessLog" ->
          new AccessLog(
              new Target.Stdout(),
              layout(StdoutAccessLog.parseFrom(config.getValue()).getLogFormat(), format));
      case PACKAGE + "stream.v3.StderrAccessLog" ->
          new AccessLog(
              new Target.Stderr(),
              layout(StderrAccessLog.parseFrom(config.getValue()).getLogFormat(), format));
      default -> throw where.error(type, "a supported access logger");
    };
  }

  private static Target target(String path) {
    return switch (path) {
      case "/dev/stdout" -> new Target.Stdout();
      case "/dev/stderr" -> new Target.Stderr();
      default -> new Target.File(path);
    };
  }

  @SuppressWarnings("deprecation") // Istio sends text_format
  private static Layout layout(SubstitutionFormatString proto, Where where) throws ConfigException {
    return switch (proto.getFormatCase()) {
      case TEXT_FORMAT ->
          new Layout.Text(FormatParser.parse(proto.getTextFormat(), where.field("text_format")));
      case TEXT_FORMAT_SOURCE -> {
        Where there = where.field("text_format_source");
        yield new Layout.Text(
            FormatParser.parse(
                Values.data(proto.getTextFormatSource(), there).toStringUtf8(), there));
      }
      case JSON_FORMAT -> {
        List<Layout.Field> fields = new ArrayList<>();
        Map<String, Value> sorted = new TreeMap<>(proto.getJsonFormat().getFieldsMap());
        for (Map.Entry<String, Value> entry : sorted.entrySet()) {
          Where there = where.key("json_format", entry.getKey());
          if (!entry.getValue().hasStringValue()) {
            throw there.error(entry.getValue().getKindCase().toString(), "a text");
          }
          fields.add(
              new Layout.Field(
                  entry.getKey(), FormatParser.parse(entry.getValue().getStringValue(), there)));
        }
        yield new Layout.Json(fields);
      }
      case FORMAT_NOT_SET -> new Layout.Text(FormatParser.parse(DEFAULT_FORMAT, where));
    };
  }
}
