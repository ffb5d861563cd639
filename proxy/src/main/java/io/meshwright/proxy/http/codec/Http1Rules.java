package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Netty's decoder leaves open: the rules of RFC 9112 that decide whether two parsers could
 * read a message differently (reliability-security §2.1, H1 and HH rows).
 */
final class Http1Rules {
  private static final int BAD_REQUEST = 400;
  private static final int URI_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int VERSION_NOT_SUPPORTED = 505;

  private Http1Rules() {}

  /** Turns a decoded request into a head, or refuses it. */
  static RequestHead request(HttpRequest request, Http1Limits limits, String scheme)
      throws MessageRefusedException {
    checkDecoded(request);
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      throw new MessageRefusedException(VERSION_NOT_SUPPORTED, "version");
    }
    HttpHeaders headers = request.headers();
    if (headers.size() > limits.maxHeaders()) {
      throw new MessageRefusedException(HEADERS_TOO_LARGE, "too many headers");
    }
    checkFraming(request);
    String method = request.method().name();
    RequestRules.checkMethod(method);
    RequestRules.checkExpect(headers);
    RequestHead head = target(request, method, host(request), scheme);
    String upgrade = upgrade(headers);
    ConnectionHeaders.strip(headers);
    headers.remove(HttpHeaderNames.HOST);
    head.upgrade(upgrade);
    return head;
  }

  private static void checkDecoded(HttpMessage message) throws MessageRefusedException {
    if (message.decoderResult().isSuccess()) {
      return;
    }
    Throwable cause = message.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      throw new MessageRefusedException(URI_TOO_LONG, "first line too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      throw new MessageRefusedException(HEADERS_TOO_LARGE, "headers too large");
    }
    throw new MessageRefusedException(BAD_REQUEST, String.valueOf(cause.getMessage()));
  }

  /** One plain final {@code chunked}, or one length, or neither (H1-1 to H1-3). */
  static void checkFraming(HttpMessage message) throws MessageRefusedException {
    HttpHeaders headers = message.headers();
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        throw new MessageRefusedException(BAD_REQUEST, "content-length and transfer-encoding");
      }
      if (message.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
        throw new MessageRefusedException(BAD_REQUEST, "transfer-encoding in HTTP/1.0");
      }
      if (codings.size() != 1
          || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
        throw new MessageRefusedException(NOT_IMPLEMENTED, "transfer-encoding " + codings);
      }
    }
  }

  private static String host(HttpRequest request) throws MessageRefusedException {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      throw new MessageRefusedException(BAD_REQUEST, "several hosts");
    }
    if (hosts.isEmpty()) {
      if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
        throw new MessageRefusedException(BAD_REQUEST, "no host");
      }
      return "";
    }
    String host = hosts.getFirst();
    RequestRules.checkAuthority(host);
    return host;
  }

  private static RequestHead target(HttpRequest request, String method, String host, String scheme)
      throws MessageRefusedException {
    String target = request.uri();
    HttpHeaders headers = request.headers();
    WireVersion version =
        request.protocolVersion().equals(HttpVersion.HTTP_1_0)
            ? WireVersion.HTTP_1_0
            : WireVersion.HTTP_1_1;
    RequestRules.checkTarget(target);
    if (method.equals(RequestHead.CONNECT)) {
      RequestRules.checkAuthority(target);
      if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
          || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
        throw new MessageRefusedException(BAD_REQUEST, "CONNECT with a body");
      }
      return new RequestHead(version, method, scheme, target, "", headers);
    }
    if (target.startsWith("/") || (target.equals("*") && method.equals("OPTIONS"))) {
      return new RequestHead(version, method, scheme, host, target, headers);
    }
    String lower = target.regionMatches(true, 0, "http://", 0, 7) ? "http" : "";
    lower = target.regionMatches(true, 0, "https://", 0, 8) ? "https" : lower;
    if (lower.isEmpty()) {
      throw new MessageRefusedException(BAD_REQUEST, "target");
    }
    int start = lower.length() + "://".length();
    int end = start;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String authority = target.substring(start, end);
    RequestRules.checkAuthority(authority);
    if (authority.isEmpty()) {
      throw new MessageRefusedException(BAD_REQUEST, "target without a host");
    }
    String rest = target.substring(end);
    String path = rest.startsWith("/") ? rest : "/" + rest;
    return new RequestHead(
        version, method, scheme, authority.toLowerCase(Locale.ROOT), path, headers);
  }

  /** The protocol to switch to. An upgrade to h2c is not offered: the request stays HTTP/1.1. */
  private static @Nullable String upgrade(HttpHeaders headers) {
    @Nullable String upgrade = headers.get(HttpHeaderNames.UPGRADE);
    boolean asked =
        upgrade != null
            && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    return asked && !upgrade.toLowerCase(Locale.ROOT).contains("h2c") ? upgrade : null;
  }
}
