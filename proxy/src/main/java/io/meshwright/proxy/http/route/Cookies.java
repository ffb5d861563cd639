package io.meshwright.proxy.http.route;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;

/** Reads and makes cookies (RFC 6265). */
public final class Cookies {
  private Cookies() {}

  /** The value of the first cookie of that name, without quotes; empty if there is none. */
  public static String value(HttpHeaders request, String name) {
    for (String header : request.getAll(HttpHeaderNames.COOKIE)) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          return unquoted(pair.substring(equals + 1).strip());
        }
      }
    }
    return "";
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * A value of {@code set-cookie} in the form in which Envoy writes it.
   *
   * @param maxAge zero for the client's session
   * @param path may be empty
   * @param attributes as {@code name} or {@code name=value}
   */
  public static String set(
      String name, String value, Duration maxAge, String path, List<String> attributes) {
    StringBuilder out = new StringBuilder(name).append("=\"").append(value).append('"');
    if (maxAge.toSeconds() > 0) {
      out.append("; Max-Age=").append(maxAge.toSeconds());
    }
    if (!path.isEmpty()) {
      out.append("; Path=").append(path);
    }
    attributes.forEach(attribute -> out.append("; ").append(attribute));
    return out.append("; HttpOnly").toString();
  }
}
