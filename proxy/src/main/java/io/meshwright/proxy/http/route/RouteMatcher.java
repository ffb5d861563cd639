package io.meshwright.proxy.http.route;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.metadata.MetadataConditions;
import io.meshwright.proxy.metadata.RequestMetadata;
import io.meshwright.proxy.snapshot.HeaderMatcher;
import io.meshwright.proxy.snapshot.MetadataMatcher;
import io.meshwright.proxy.snapshot.QueryParameterMatcher;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides whether a route takes a request. */
public final class RouteMatcher {
  private RouteMatcher() {}

  /** Whether a request meets all conditions. */
  public static boolean matches(
      RouteMatch match, RequestHead request, RequestMetadata metadata, RandomGenerator random) {
    if (!path(match, request)) {
      return false;
    }
    if (match.grpcOnly() && !isGrpc(request.headers())) {
      return false;
    }
    for (HeaderMatcher header : match.headers()) {
      if (!header(header, request)) {
        return false;
      }
    }
    for (QueryParameterMatcher parameter : match.queryParameters()) {
      if (!parameter(parameter, request.path())) {
        return false;
      }
    }
    for (MetadataMatcher condition : match.metadata()) {
      if (!MetadataConditions.holds(condition, metadata)) {
        return false;
      }
    }
    return match.fraction().hits(random);
  }

  /** Whether a message is gRPC, by its content type. */
  public static boolean isGrpc(HttpHeaders headers) {
    @Nullable String type = headers.get("content-type");
    return type != null
        && (type.equals("application/grpc") || type.startsWith("application/grpc+"));
  }

  private static boolean path(RouteMatch match, RequestHead request) {
    String full = request.path();
    boolean connect = request.method().equals("CONNECT");
    int query = full.indexOf('?');
    int length = query < 0 ? full.length() : query;
    boolean ignoreCase = !match.caseSensitive();
    return switch (match.path()) {
      case RouteMatch.Path.Connect() -> connect;
      case RouteMatch.Path.Prefix(String prefix) ->
          !connect && full.regionMatches(ignoreCase, 0, prefix, 0, prefix.length());
      case RouteMatch.Path.Exact(String exact) ->
          !connect
              && length == exact.length()
              && full.regionMatches(ignoreCase, 0, exact, 0, length);
      case RouteMatch.Path.SegmentPrefix(String prefix) ->
          !connect
              && length >= prefix.length()
              && full.regionMatches(ignoreCase, 0, prefix, 0, prefix.length())
              && (length == prefix.length() || full.charAt(prefix.length()) == '/');
      case RouteMatch.Path.Regex(com.google.re2j.Pattern pattern) ->
          !connect && pattern.matches(query < 0 ? full : full.substring(0, length));
    };
  }

  /** Whether a header meets a condition. */
  public static boolean header(HeaderMatcher matcher, RequestHead request) {
    @Nullable String value = value(matcher.name(), request);
    if (value == null && matcher.missingIsEmpty()) {
      value = "";
    }
    boolean result;
    switch (matcher.value()) {
      case HeaderMatcher.Value.Present(boolean present) -> result = (value != null) == present;
      case HeaderMatcher.Value.Text(var text) -> {
        if (value == null) {
          return matcher.invert();
        }
        result = text.matches(value);
      }
      case HeaderMatcher.Value.Range(long start, long end) -> {
        if (value == null) {
          return matcher.invert();
        }
        result = inRange(value, start, end);
      }
    }
    return result != matcher.invert();
  }

  private static boolean inRange(String value, long start, long end) {
    try {
      long number = Long.parseLong(value);
      return number >= start && number < end;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /** The first value of a header, pseudo-headers included; absent if there is none. */
  public static @Nullable String firstValue(String name, RequestHead request) {
    return name.startsWith(":") || name.equals("host")
        ? value(name, request)
        : request.headers().get(name);
  }

  private static @Nullable String value(String name, RequestHead request) {
    if (!name.isEmpty() && name.charAt(0) == ':') {
      return switch (name) {
        case ":method" -> request.method();
        case ":authority" -> request.authority();
        case ":path" -> request.path();
        case ":scheme" -> request.scheme();
        default -> null;
      };
    }
    if (name.equals("host")) {
      return request.authority();
    }
    return joined(request.headers(), name);
  }

  /** All values of a header, joined by commas. */
  static @Nullable String joined(HttpHeaders headers, String name) {
    @Nullable String first = headers.get(name);
    if (first == null) {
      return null;
    }
    List<String> all = headers.getAll(name);
    return all.size() == 1 ? first : String.join(",", all);
  }

  /** Whether a query parameter meets a condition. */
  public static boolean parameter(QueryParameterMatcher matcher, String path) {
    @Nullable String value = QueryString.first(path, matcher.name());
    return switch (matcher.value()) {
      case QueryParameterMatcher.Value.Present(boolean present) -> (value != null) == present;
      case QueryParameterMatcher.Value.Text(var text) -> value != null && text.matches(value);
    };
  }
}
