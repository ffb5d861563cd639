package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers that concern one connection only and are never passed on (RFC 9110 section 7.6.1).
 */
final class ConnectionHeaders {
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
  private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

  /** What a trailer must not carry: framing, routing, authentication (RFC 9110 section 6.5.1). */
  private static final List<AsciiString> NEVER_IN_TRAILERS =
      List.of(
          HttpHeaderNames.CONTENT_LENGTH,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.HOST,
          HttpHeaderNames.AUTHORIZATION,
          HttpHeaderNames.COOKIE,
          HttpHeaderNames.SET_COOKIE,
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.UPGRADE,
          HttpHeaderNames.TE,
          HttpHeaderNames.TRAILER,
          HttpHeaderNames.CONTENT_ENCODING,
          HttpHeaderNames.CONTENT_TYPE,
          HttpHeaderNames.CONTENT_RANGE);

  /** Headers that a client cannot have removed by naming them in {@code connection}. */
  private static final Set<String> NOT_REMOVABLE =
      Set.of(
          "authorization",
          "cookie",
          "host",
          "content-length",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-client-cert",
          "x-request-id",
          "x-envoy-peer-metadata",
          "x-envoy-peer-metadata-id");

  private ConnectionHeaders() {}

  /** Takes them out; {@code transfer-encoding} too, framing is made anew for each hop. */
  static void strip(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.CONNECTION)) {
      for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
        if (HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(value)
            || HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(value)) {
          continue;
        }
        for (String token : value.split(",", -1)) {
          String name = token.trim().toLowerCase(Locale.ROOT);
          if (!name.isEmpty() && !NOT_REMOVABLE.contains(name)) {
            headers.remove(name);
          }
        }
      }
      headers.remove(HttpHeaderNames.CONNECTION);
    }
    headers.remove(KEEP_ALIVE);
    headers.remove(PROXY_CONNECTION);
    headers.remove(HTTP2_SETTINGS);
    headers.remove(HttpHeaderNames.UPGRADE);
    headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    if (headers.contains(HttpHeaderNames.TE)) {
      boolean trailers = headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true);
      headers.remove(HttpHeaderNames.TE);
      if (trailers) {
        headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
      }
    }
  }

  /** Takes out of trailers what must not be there. */
  static void stripTrailers(HttpHeaders trailers) {
    for (AsciiString name : NEVER_IN_TRAILERS) {
      trailers.remove(name);
    }
  }
}
