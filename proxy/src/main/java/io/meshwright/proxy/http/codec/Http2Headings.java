package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Heads and trailers in the form of HTTP/2: pseudo-headers, lower-case names (RFC 9113 §8). */
final class Http2Headings {
  private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
  private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
  private static final int PSEUDO_HEADERS = 5;

  private Http2Headings() {}

  /** A request; one that switches protocols becomes an extended CONNECT (RFC 8441). */
  static Http2Headers request(RequestHead head) {
    HttpHeaders headers = head.headers();
    ConnectionHeaders.strip(headers);
    // of an attempt in HTTP/1.1; here it is the authority
    headers.remove(HttpHeaderNames.HOST);
    Http2Headers out = sized(headers);
    @Nullable String protocol = head.upgrade();
    if (protocol != null) {
      out.method(CONNECT).set(PROTOCOL, protocol);
    } else {
      out.method(head.method());
    }
    if (!head.authority().isEmpty()) {
      out.authority(head.authority());
    }
    if (protocol != null || !head.method().equals("CONNECT")) {
      out.scheme(head.scheme()).path(head.path());
    }
    return add(headers, out);
  }

  /** A response, or what precedes one. */
  static Http2Headers response(int status, HttpHeaders headers) {
    ConnectionHeaders.strip(headers);
    return add(headers, sized(headers).status(Integer.toString(status)));
  }

  static Http2Headers trailers(HttpHeaders trailers) {
    return add(trailers, sized(trailers));
  }

  private static Http2Headers sized(HttpHeaders headers) {
    return new DefaultHttp2Headers(false, headers.size() + PSEUDO_HEADERS);
  }

  private static Http2Headers add(HttpHeaders from, Http2Headers to) {
    Iterator<Map.Entry<CharSequence, CharSequence>> each = from.iteratorCharSequence();
    while (each.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = each.next();
      to.add(AsciiString.of(header.getKey()).toLowerCase(), header.getValue());
    }
    return to;
  }
}
