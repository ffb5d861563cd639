package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads and trailers of HTTP/2 and refuses what is malformed (RFC 9113 section 8, reliability
 * -security §2.1, H2 rows): behind this class a name or a value cannot mean something else to an
 * HTTP/1.1 peer. Lengths are held against the body by Netty.
 */
final class Http2Rules {
  private static final int BAD_REQUEST = 400;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final AsciiString COOKIE = HttpHeaderNames.COOKIE;
  private static final AsciiString HOST = HttpHeaderNames.HOST;

  /** Of one connection only, so never in HTTP/2 (RFC 9113 section 8.2.2). */
  private static final Set<AsciiString> OF_CONNECTION =
      Stream.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade")
          .map(AsciiString::cached)
          .collect(Collectors.toUnmodifiableSet());

  private Http2Rules() {}

  /**
   * Turns a block of headers into a request's head.
   *
   * @param extendedConnect whether the client may use RFC 8441; such a request becomes a GET that
   *     asks for an upgrade
   */
  static RequestHead request(
      Http2Headers block, int maxHeaders, String scheme, boolean extendedConnect)
      throws MessageRefusedException {
    Pseudo pseudo = new Pseudo();
    HttpHeaders headers = read(block, maxHeaders, pseudo);
    if (pseudo.status != null) {
      throw malformed(":status in a request");
    }
    String method = required(pseudo.method, ":method");
    RequestRules.checkMethod(method);
    RequestRules.checkExpect(headers);
    String authority = authority(headers, pseudo.authority);
    boolean connect = method.equals("CONNECT");
    @Nullable String protocol = pseudo.protocol;
    if (protocol != null && (!connect || !extendedConnect || protocol.isEmpty())) {
      throw malformed(":protocol");
    }
    if (connect && protocol == null) {
      if (pseudo.path != null || pseudo.scheme != null || authority.isEmpty()) {
        throw malformed("CONNECT");
      }
      return new RequestHead(WireVersion.HTTP_2, method, scheme, authority, "", headers);
    }
    required(pseudo.scheme, ":scheme");
    String path = required(pseudo.path, ":path");
    RequestRules.checkTarget(path);
    if (!path.startsWith("/") && !(path.equals("*") && method.equals("OPTIONS"))) {
      throw malformed(":path");
    }
    RequestHead head =
        new RequestHead(
            WireVersion.HTTP_2,
            protocol == null ? method : "GET",
            scheme,
            authority,
            path,
            headers);
    head.upgrade(protocol);
    return head;
  }

  /** {@code host} may stand instead of {@code :authority}, but not say something else. */
  private static String authority(HttpHeaders headers, @Nullable String authority)
      throws MessageRefusedException {
    @Nullable String host = headers.get(HOST);
    if (host != null) {
      if (headers.getAll(HOST).size() > 1 || (authority != null && !authority.equals(host))) {
        throw malformed("host");
      }
      headers.remove(HOST);
    }
    String result = authority != null ? authority : host;
    if (result == null) {
      return "";
    }
    RequestRules.checkAuthority(result);
    return result;
  }

  /** Turns a block of headers into a response's head. */
  static ResponseHead response(Http2Headers block, int maxHeaders) throws MessageRefusedException {
    Pseudo pseudo = new Pseudo();
    HttpHeaders headers = read(block, maxHeaders, pseudo);
    String status = required(pseudo.status, ":status");
    boolean digits = status.length() == 3 && status.charAt(0) >= '1';
    for (int i = 0; i < status.length(); i++) {
      digits &= status.charAt(i) >= '0' && status.charAt(i) <= '9';
    }
    if (!digits || pseudo.ofRequest()) {
      throw malformed(":status");
    }
    int code = Integer.parseInt(status);
    if (code == SWITCHING_PROTOCOLS) {
      throw malformed("status 101");
    }
    return new ResponseHead(code, headers);
  }

  /** Turns a last block of headers into trailers. */
  static HttpHeaders trailers(Http2Headers block, int maxHeaders) throws MessageRefusedException {
    Pseudo pseudo = new Pseudo();
    HttpHeaders trailers = read(block, maxHeaders, pseudo);
    if (pseudo.ofRequest() || pseudo.status != null) {
      throw malformed("a pseudo-header in trailers");
    }
    ConnectionHeaders.stripTrailers(trailers);
    return trailers;
  }

  private static HttpHeaders read(Http2Headers block, int maxHeaders, Pseudo pseudo)
      throws MessageRefusedException {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    int count = 0;
    StringBuilder cookies = null;
    for (Map.Entry<CharSequence, CharSequence> header : block) {
      CharSequence name = header.getKey();
      CharSequence value = header.getValue();
      checkValue(value);
      if (name.length() > 0 && name.charAt(0) == ':') {
        pseudo.set(name.toString(), value.toString());
        continue;
      }
      if (++count > maxHeaders) {
        throw new MessageRefusedException(HEADERS_TOO_LARGE, "too many headers");
      }
      checkName(name);
      if (COOKIE.contentEquals(name)) {
        // one header in HTTP/1.1 (RFC 9113 section 8.2.3)
        cookies = cookies == null ? new StringBuilder() : cookies.append("; ");
        cookies.append(value);
      } else {
        headers.add(name, value);
      }
    }
    if (cookies != null) {
      headers.set(COOKIE, cookies.toString());
    }
    if (headers.contains(HttpHeaderNames.TE)
        && !headers.getAll(HttpHeaderNames.TE).stream()
            .allMatch(HttpHeaderValues.TRAILERS::contentEqualsIgnoreCase)) {
      throw malformed("te");
    }
    return headers;
  }

  private static void checkName(CharSequence name) throws MessageRefusedException {
    boolean bad = name.isEmpty();
    for (int i = 0; i < name.length() && !bad; i++) {
      char c = name.charAt(i);
      bad = (c >= 'A' && c <= 'Z') || !RequestRules.TOKEN.contains(c);
    }
    if (bad || OF_CONNECTION.contains(AsciiString.of(name))) {
      throw malformed("header name");
    }
  }

  private static void checkValue(CharSequence value) throws MessageRefusedException {
    int length = value.length();
    boolean bad = length > 0 && (blank(value.charAt(0)) || blank(value.charAt(length - 1)));
    for (int i = 0; i < length && !bad; i++) {
      char c = value.charAt(i);
      bad = (c < ' ' && c != '\t') || c == 0x7f;
    }
    if (bad) {
      throw malformed("header value");
    }
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  private static String required(@Nullable String value, String name)
      throws MessageRefusedException {
    if (value == null || value.isEmpty()) {
      throw malformed("no " + name);
    }
    return value;
  }

  private static MessageRefusedException malformed(String what) {
    return new MessageRefusedException(BAD_REQUEST, what);
  }

  /** What pseudo-headers said; absent where there was none. */
  private static final class Pseudo {
    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String authority;
    private @Nullable String path;
    private @Nullable String protocol;
    private @Nullable String status;

    void set(String name, String value) throws MessageRefusedException {
      @Nullable String before;
      switch (name) {
        case ":method" -> {
          before = method;
          method = value;
        }
        case ":scheme" -> {
          before = scheme;
          scheme = value;
        }
        case ":authority" -> {
          before = authority;
          authority = value;
        }
        case ":path" -> {
          before = path;
          path = value;
        }
        case ":protocol" -> {
          before = protocol;
          protocol = value;
        }
        case ":status" -> {
          before = status;
          status = value;
        }
        default -> throw malformed(name);
      }
      if (before != null) {
        throw malformed("two " + name);
      }
    }

    boolean ofRequest() {
      return method != null
          || scheme != null
          || authority != null
          || path != null
          || protocol != null;
    }
  }
}
