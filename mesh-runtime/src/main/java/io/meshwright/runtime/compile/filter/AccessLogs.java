package io.meshwright.runtime.compile.filter;

import static io.meshwright.runtime.compile.scope.Protobuf.pack;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.AccessLogging;
import java.util.List;
import java.util.Map;

/** The mesh's log of requests and connections (istio-features MC3). */
final class AccessLogs {

  /** Istio's, so that what reads its logs reads these. */
  private static final String TEXT =
      "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
          + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
          + " %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\""
          + " %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
          + " \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\""
          + " \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW%"
          + " %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%"
          + " %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

  /** Istio's keys. */
  private static final Map<String, String> JSON =
      Map.ofEntries(
          Map.entry("start_time", "%START_TIME%"),
          Map.entry("route_name", "%ROUTE_NAME%"),
          Map.entry("method", "%REQ(:METHOD)%"),
          Map.entry("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
          Map.entry("protocol", "%PROTOCOL%"),
          Map.entry("response_code", "%RESPONSE_CODE%"),
          Map.entry("response_flags", "%RESPONSE_FLAGS%"),
          Map.entry("response_code_details", "%RESPONSE_CODE_DETAILS%"),
          Map.entry("connection_termination_details", "%CONNECTION_TERMINATION_DETAILS%"),
          Map.entry("bytes_received", "%BYTES_RECEIVED%"),
          Map.entry("bytes_sent", "%BYTES_SENT%"),
          Map.entry("duration", "%DURATION%"),
          Map.entry("upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"),
          Map.entry("x_forwarded_for", "%REQ(X-FORWARDED-FOR)%"),
          Map.entry("user_agent", "%REQ(USER-AGENT)%"),
          Map.entry("request_id", "%REQ(X-REQUEST-ID)%"),
          Map.entry("authority", "%REQ(:AUTHORITY)%"),
          Map.entry("upstream_host", "%UPSTREAM_HOST%"),
          Map.entry("upstream_cluster", "%UPSTREAM_CLUSTER_RAW%"),
          Map.entry("upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%"),
          Map.entry("downstream_local_address", "%DOWNSTREAM_LOCAL_ADDRESS%"),
          Map.entry("downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%"),
          Map.entry("requested_server_name", "%REQUESTED_SERVER_NAME%"),
          Map.entry("upstream_transport_failure_reason", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"));

  private AccessLogs() {}

  /** Empty where nothing is logged. */
  static List<AccessLog> of(ProxyScope scope) {
    AccessLogging wanted = scope.settings().meshConfig().accessLog();
    if (wanted == null) {
      return List.of();
    }
    return List.of(
        AccessLog.newBuilder()
            .setName("envoy.access_loggers.file")
            .setTypedConfig(
                pack(
                    FileAccessLog.newBuilder()
                        .setPath(wanted.file())
                        .setLogFormat(format(wanted.layout()))
                        .build()))
            .build());
  }

  private static SubstitutionFormatString format(AccessLogging.Layout layout) {
    return switch (layout) {
      case AccessLogging.Layout.Text(String text) ->
          SubstitutionFormatString.newBuilder()
              .setTextFormatSource(
                  DataSource.newBuilder().setInlineString(text.isEmpty() ? TEXT : text))
              .build();
      case AccessLogging.Layout.Json(var formats) ->
          SubstitutionFormatString.newBuilder()
              .setJsonFormat(struct(formats.isEmpty() ? JSON : formats))
              .build();
    };
  }

  private static Struct struct(Map<String, String> formats) {
    Struct.Builder struct = Struct.newBuilder();
    formats.forEach((key, format) -> struct.putFields(key, Protobuf.string(format)));
    return struct.build();
  }
}
