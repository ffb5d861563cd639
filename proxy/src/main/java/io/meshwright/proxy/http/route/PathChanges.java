package io.meshwright.proxy.http.route;

import com.google.re2j.Pattern;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.snapshot.RouteAction.PathRewrite;
import io.meshwright.proxy.snapshot.RouteAction.Redirect;
import io.meshwright.proxy.snapshot.RouteMatch;

/** Rewrites paths, and makes the location of redirects. */
public final class PathChanges {
  private PathChanges() {}

  /** The path with its query after a rewrite. */
  public static String rewrite(PathRewrite rewrite, RouteMatch match, String path) {
    int question = path.indexOf('?');
    String query = question < 0 ? "" : path.substring(question);
    String plain = question < 0 ? path : path.substring(0, question);
    return switch (rewrite) {
      case PathRewrite.Keep() -> path;
      case PathRewrite.Full(String full) -> full.indexOf('?') >= 0 ? full : full + query;
      case PathRewrite.Prefix(String replacement) ->
          prefix(replacement, match.path(), plain) + query;
      case PathRewrite.Regex(Pattern pattern, String substitution) ->
          replaceAll(pattern, plain, substitution) + query;
    };
  }

  /** The text with each match replaced; the substitution in RE2's form with {@code \1}. */
  public static String replaceAll(Pattern pattern, String text, String substitution) {
    return pattern.matcher(text).replaceAll(groups(substitution));
  }

  private static String prefix(String replacement, RouteMatch.Path matched, String path) {
    return switch (matched) {
      case RouteMatch.Path.Prefix(String prefix) -> replacement + path.substring(prefix.length());
      case RouteMatch.Path.SegmentPrefix(String prefix) ->
          slashed(replacement, path.substring(prefix.length()));
      case RouteMatch.Path.Exact _, RouteMatch.Path.Regex _ -> replacement;
      case RouteMatch.Path.Connect() -> path;
    };
  }

  /** {@code /} as a replacement must neither double the slash nor lose it. */
  private static String slashed(String replacement, String rest) {
    if (replacement.endsWith("/") && rest.startsWith("/")) {
      return replacement + rest.substring(1);
    }
    return replacement.isEmpty() && rest.isEmpty() ? "/" : replacement + rest;
  }

  /** RE2's {@code \1} in the form of RE2/J, {@code $1}. */
  private static String groups(String substitution) {
    StringBuilder out = new StringBuilder(substitution.length() + 4);
    for (int i = 0; i < substitution.length(); i++) {
      char c = substitution.charAt(i);
      if (c == '\\' && i + 1 < substitution.length()) {
        char next = substitution.charAt(++i);
        out.append(Character.isDigit(next) ? "$" + next : "\\" + next);
      } else if (c == '$') {
        out.append("\\$");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Where a redirect leads. */
  public static String location(Redirect redirect, RouteMatch match, RequestHead request) {
    String scheme = redirect.scheme().isEmpty() ? request.scheme() : redirect.scheme();
    String authority = request.authority();
    String host = redirect.host().isEmpty() ? Authority.withoutPort(authority) : redirect.host();
    int colon = Authority.portColon(authority);
    String port = "";
    if (redirect.port() != 0) {
      port = isDefault(scheme, redirect.port()) ? "" : ":" + redirect.port();
    } else if (colon >= 0 && scheme.equals(request.scheme()) && redirect.host().isEmpty()) {
      port = authority.substring(colon);
    }
    String path = rewrite(redirect.path(), match, request.path());
    if (redirect.stripQuery() && path.indexOf('?') >= 0) {
      path = path.substring(0, path.indexOf('?'));
    }
    return scheme + "://" + host + port + path;
  }

  private static boolean isDefault(String scheme, int port) {
    return scheme.equals("http") ? port == 80 : scheme.equals("https") && port == 443;
  }
}
