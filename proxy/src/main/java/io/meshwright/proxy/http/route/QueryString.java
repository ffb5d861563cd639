package io.meshwright.proxy.http.route;

import org.jspecify.annotations.Nullable;

/** Reads query parameters as they stand, without decoding, as Envoy does. */
public final class QueryString {
  private QueryString() {}

  /** The first value of a parameter; empty if it has none, absent if the parameter is. */
  public static @Nullable String first(String path, String name) {
    int start = path.indexOf('?') + 1;
    if (start == 0) {
      return null;
    }
    while (start <= path.length()) {
      int end = path.indexOf('&', start);
      if (end < 0) {
        end = path.length();
      }
      int equals = path.indexOf('=', start);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (nameEnd - start == name.length() && path.startsWith(name, start)) {
        return nameEnd == end ? "" : path.substring(nameEnd + 1, end);
      }
      start = end + 1;
    }
    return null;
  }
}
