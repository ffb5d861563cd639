package io.meshwright.runtime.compile.route;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.ListMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher.PathSegment;
import io.envoyproxy.envoy.type.matcher.v3.OrMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.meshwright.runtime.model.traffic.Claim;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.StringMatcher;
import org.jspecify.annotations.Nullable;

/** Writes what a request must look like (istio-features VS7 to VS9). */
final class MatchCompiler {

  /** Under which the filter that authenticates tokens tells what they claim, as in Istio. */
  private static final String TOKEN_FILTER = "envoy.filters.http.jwt_authn";

  private static final String TOKEN_PAYLOAD = "payload";

  private MatchCompiler() {}

  static RouteMatch compile(HttpMatch match) {
    RouteMatch.Builder route = RouteMatch.newBuilder();
    path(match.uri(), route);
    if (match.uri() != null && match.ignoreUriCase()) {
      route.setCaseSensitive(bool(false));
    }
    pseudoHeader(":method", match.method(), route);
    pseudoHeader(":authority", match.authority(), route);
    pseudoHeader(":scheme", match.scheme(), route);
    match.headers().forEach((name, matcher) -> route.addHeaders(header(name, matcher)));
    match
        .withoutHeaders()
        .forEach(
            (name, matcher) ->
                route.addHeaders(
                    header(name, matcher).toBuilder()
                        .setInvertMatch(true)
                        // a missing header is like an empty one, unless presence is asked for
                        .setTreatMissingHeaderAsEmpty(
                            !(matcher instanceof StringMatcher.Present))));
    match.claims().forEach((name, value) -> route.addDynamicMetadata(claim(name, value)));
    match
        .withoutClaims()
        .forEach(
            (name, value) ->
                route.addDynamicMetadata(claim(name, value).toBuilder().setInvert(true)));
    match
        .queryParams()
        .forEach((name, matcher) -> route.addQueryParameters(queryParameter(name, matcher)));
    return route.build();
  }

  static io.envoyproxy.envoy.type.matcher.v3.StringMatcher string(StringMatcher matcher) {
    var string = io.envoyproxy.envoy.type.matcher.v3.StringMatcher.newBuilder();
    switch (matcher) {
      case StringMatcher.Exact(String value) -> string.setExact(value);
      case StringMatcher.Prefix(String value) -> string.setPrefix(value);
      case StringMatcher.Regex(String expression) -> string.setSafeRegex(regex(expression));
      case StringMatcher.Present() -> string.setSafeRegex(regex(".*"));
    }
    return string.build();
  }

  static RegexMatcher regex(String expression) {
    return RegexMatcher.newBuilder().setRegex(expression).build();
  }

  private static void path(@Nullable StringMatcher uri, RouteMatch.Builder route) {
    switch (uri) {
      case StringMatcher.Exact(String value) -> route.setPath(value);
      case StringMatcher.Prefix(String value) -> route.setPrefix(value);
      case StringMatcher.Regex(String expression) -> route.setSafeRegex(regex(expression));
      case StringMatcher.Present() -> route.setPrefix("/");
      case null -> route.setPrefix("/");
    }
  }

  private static void pseudoHeader(
      String name, @Nullable StringMatcher matcher, RouteMatch.Builder route) {
    if (matcher != null) {
      route.addHeaders(header(name, matcher));
    }
  }

  private static HeaderMatcher header(String name, StringMatcher matcher) {
    HeaderMatcher.Builder header = HeaderMatcher.newBuilder().setName(name);
    if (matcher instanceof StringMatcher.Present) {
      header.setPresentMatch(true);
    } else {
      header.setStringMatch(string(matcher));
    }
    return header.build();
  }

  /** What the filter that authenticates tokens tells of them; a claim may be a list of texts. */
  private static MetadataMatcher claim(Claim claim, StringMatcher matcher) {
    MetadataMatcher.Builder metadata =
        MetadataMatcher.newBuilder()
            .setFilter(TOKEN_FILTER)
            .addPath(PathSegment.newBuilder().setKey(TOKEN_PAYLOAD));
    claim.path().forEach(name -> metadata.addPath(PathSegment.newBuilder().setKey(name)));
    if (matcher instanceof StringMatcher.Present) {
      return metadata.setValue(ValueMatcher.newBuilder().setPresentMatch(true)).build();
    }
    ValueMatcher text = ValueMatcher.newBuilder().setStringMatch(string(matcher)).build();
    return metadata
        .setValue(
            ValueMatcher.newBuilder()
                .setOrMatch(
                    OrMatcher.newBuilder()
                        .addValueMatchers(text)
                        .addValueMatchers(
                            ValueMatcher.newBuilder()
                                .setListMatch(ListMatcher.newBuilder().setOneOf(text)))))
        .build();
  }

  private static QueryParameterMatcher queryParameter(String name, StringMatcher matcher) {
    QueryParameterMatcher.Builder parameter = QueryParameterMatcher.newBuilder().setName(name);
    if (matcher instanceof StringMatcher.Present) {
      parameter.setPresentMatch(true);
    } else {
      parameter.setStringMatch(string(matcher));
    }
    return parameter.build();
  }
}
