package io.meshwright.proxy.http.error;

/**
 * Why the proxy answers a request itself. Flags and texts are Envoy's, so that dashboards and
 * runbooks keep working.
 */
public enum ProxyError {
  ROUTE_NOT_FOUND(Origin.LOCAL, "NR", "route_not_found", ""),
  CLUSTER_NOT_FOUND(Origin.LOCAL, "NC", "cluster_not_found", ""),
  NO_HEALTHY_UPSTREAM(Origin.UPSTREAM, "UH", "no_healthy_upstream", "no healthy upstream"),
  CONNECT_FAILED(
      Origin.UPSTREAM,
      "UF",
      "upstream_reset_before_response_started{remote_connection_failure}",
      Text.RESET + "remote connection failure"),
  CONNECT_TIMEOUT(
      Origin.UPSTREAM,
      "UF",
      "upstream_reset_before_response_started{connection_timeout}",
      Text.RESET + "connection timeout"),
  UPSTREAM_CLOSED(
      Origin.UPSTREAM,
      "UC",
      "upstream_reset_before_response_started{connection_termination}",
      Text.RESET + "connection termination"),
  UPSTREAM_PROTOCOL(
      Origin.UPSTREAM,
      "UPE",
      "upstream_reset_before_response_started{protocol_error}",
      Text.RESET + "protocol error"),
  UPSTREAM_RESET(
      Origin.UPSTREAM,
      "UR",
      "upstream_reset_before_response_started{remote_reset}",
      Text.RESET + "remote reset"),
  UPSTREAM_REFUSED(
      Origin.UPSTREAM,
      "UR",
      "upstream_reset_before_response_started{remote_refused_stream_reset}",
      Text.RESET + "remote refused stream reset"),
  OVERFLOW(
      Origin.LOCAL,
      "UO",
      "upstream_reset_before_response_started{overflow}",
      Text.RESET + "overflow"),
  REQUEST_TIMEOUT(Origin.UPSTREAM, "UT", "response_timeout", Text.TIMEOUT),
  PER_TRY_TIMEOUT(Origin.UPSTREAM, "UT", "upstream_per_try_timeout", Text.TIMEOUT),
  PER_TRY_IDLE_TIMEOUT(Origin.UPSTREAM, "SI", "upstream_per_try_idle_timeout", Text.TIMEOUT),
  STREAM_TOO_LONG(Origin.LOCAL, "DT", "max_duration_timeout", Text.TOO_LONG),
  REQUEST_TOO_LONG(Origin.DOWNSTREAM, "DT", "max_duration_timeout", Text.TOO_LONG),
  STREAM_IDLE(Origin.LOCAL, "SI", "stream_idle_timeout", "stream timeout"),
  REQUEST_INCOMPLETE(Origin.DOWNSTREAM, "DT", "request_overall_timeout", "request timeout"),
  REQUEST_TOO_LARGE(Origin.DOWNSTREAM, "-", "request_payload_too_large", "Payload Too Large"),
  DOWNSTREAM_GONE(Origin.DOWNSTREAM, "DC", "downstream_remote_disconnect", ""),
  DOWNSTREAM_PROTOCOL(Origin.DOWNSTREAM, "DPE", "http1.codec_error", ""),
  UPGRADE_REFUSED(Origin.LOCAL, "-", "upgrade_failed", ""),
  PATH_REFUSED(Origin.LOCAL, "-", "path_normalization_failed", ""),
  OVERLOADED(Origin.LOCAL, "OM", "overload", "envoy overloaded");

  /** Whose fault it is. */
  public enum Origin {
    DOWNSTREAM,
    UPSTREAM,
    LOCAL
  }

  private final Origin origin;
  private final String flag;
  private final String details;
  private final String text;

  ProxyError(Origin origin, String flag, String details, String text) {
    this.origin = origin;
    this.flag = flag;
    this.details = details;
    this.text = text;
  }

  public Origin origin() {
    return origin;
  }

  /** Envoy's response flag; {@code -} if there is none. */
  public String flag() {
    return flag;
  }

  /** Envoy's response code details. */
  public String details() {
    return details;
  }

  String text() {
    return text;
  }

  /** Beginnings of texts. */
  private static final class Text {
    static final String RESET =
        "upstream connect error or disconnect/reset before headers. reset reason: ";
    static final String TIMEOUT = "upstream request timeout";
    static final String TOO_LONG = "downstream duration timeout";
  }
}
