package io.meshwright.proxy.http;

import io.meshwright.proxy.snapshot.PathPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a path into the one form that policies, routes and the upstream see (RFC 3986 section 6.2;
 * istio-features MC9): dot segments resolved, escapes of unreserved characters decoded once, the
 * others in upper case, as configured also slashes merged or unescaped.
 */
final class PathNormalizer {
  private static final int ESCAPE = 3;

  private PathNormalizer() {}

  /**
   * The path with its query in normal form; absent if it has none: broken escapes, above the root.
   */
  static @Nullable String normalize(String path, PathPolicy policy) {
    int question = path.indexOf('?');
    String query = question < 0 ? "" : path.substring(question);
    String plain = question < 0 ? path : path.substring(0, question);
    if (policy.escapedSlashes() != PathPolicy.EscapedSlashes.KEEP) {
      @Nullable String unescaped = slashes(plain, policy.escapedSlashes());
      if (unescaped == null) {
        return null;
      }
      plain = unescaped;
    }
    if (policy.normalize() && !clean(plain)) {
      @Nullable String decoded = decode(plain);
      @Nullable String resolved = decoded == null ? null : resolve(decoded);
      if (resolved == null) {
        return null;
      }
      plain = resolved;
    }
    if (policy.mergeSlashes() && plain.contains("//")) {
      plain = merge(plain);
    }
    return query.isEmpty() && plain.equals(path) ? path : plain + query;
  }

  /** Whether nothing in the path could need a change; true for nearly all. */
  private static boolean clean(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' || c == '\\' || (c == '.' && i > 0 && path.charAt(i - 1) == '/')) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String slashes(String path, PathPolicy.EscapedSlashes action) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      boolean slash = path.regionMatches(true, i, "%2F", 0, ESCAPE);
      boolean backslash = path.regionMatches(true, i, "%5C", 0, ESCAPE);
      if (!slash && !backslash) {
        out.append(path.charAt(i));
        continue;
      }
      if (action == PathPolicy.EscapedSlashes.REJECT) {
        return null;
      }
      out.append(slash ? '/' : '\\');
      i += ESCAPE - 1;
    }
    return out.toString();
  }

  private static @Nullable String decode(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\') {
        out.append('/');
      } else if (c != '%') {
        out.append(c);
      } else {
        int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
        int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
        int value = (high << 4) | low;
        if (high < 0 || low < 0 || value == 0) {
          return null;
        }
        if (unreserved(value)) {
          out.append((char) value);
        } else {
          out.append('%')
              .append(Character.toUpperCase(path.charAt(i + 1)))
              .append(Character.toUpperCase(path.charAt(i + 2)));
        }
        i += 2;
      }
    }
    return out.toString();
  }

  private static boolean unreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static @Nullable String resolve(String path) {
    String[] segments = path.split("/", -1);
    List<String> kept = new ArrayList<>(segments.length);
    for (int i = 1; i < segments.length; i++) {
      String segment = segments[i];
      boolean last = i == segments.length - 1;
      // path parameters do not hide a dot segment (CVE-2026-73551)
      int semicolon = segment.indexOf(';');
      String name = semicolon < 0 ? segment : segment.substring(0, semicolon);
      if (name.equals("..")) {
        if (kept.isEmpty()) {
          return null;
        }
        kept.removeLast();
        if (last) {
          kept.add("");
        }
      } else if (name.equals(".")) {
        if (last) {
          kept.add("");
        }
      } else {
        kept.add(segment);
      }
    }
    return "/" + String.join("/", kept);
  }

  private static String merge(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '/' || out.isEmpty() || out.charAt(out.length() - 1) != '/') {
        out.append(c);
      }
    }
    return out.toString();
  }
}
