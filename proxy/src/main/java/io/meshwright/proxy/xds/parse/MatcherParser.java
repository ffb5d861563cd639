package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.snapshot.HeaderMatcher;
import io.meshwright.proxy.snapshot.QueryParameterMatcher;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Conditions on texts, headers and query parameters. */
final class MatcherParser {
  private MatcherParser() {}

  static StringMatcher text(io.envoyproxy.envoy.type.matcher.v3.StringMatcher proto, Where where)
      throws ConfigException {
    boolean ignoreCase = proto.getIgnoreCase();
    return switch (proto.getMatchPatternCase()) {
      case EXACT -> new StringMatcher.Exact(proto.getExact(), ignoreCase);
      case PREFIX -> new StringMatcher.Prefix(proto.getPrefix(), ignoreCase);
      case SUFFIX -> new StringMatcher.Suffix(proto.getSuffix(), ignoreCase);
      case CONTAINS -> new StringMatcher.Contains(proto.getContains(), ignoreCase);
      case SAFE_REGEX ->
          new StringMatcher.Regex(Values.regex(proto.getSafeRegex(), where.field("safe_regex")));
      case CUSTOM, MATCHPATTERN_NOT_SET ->
          throw where.error(proto.getMatchPatternCase().toString(), "a match pattern");
    };
  }

  static List<HeaderMatcher> headers(
      List<io.envoyproxy.envoy.config.route.v3.HeaderMatcher> protos, String field, Where where)
      throws ConfigException {
    List<HeaderMatcher> headers = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      headers.add(header(protos.get(i), where.item(field, i)));
    }
    return headers;
  }

  static HeaderMatcher header(io.envoyproxy.envoy.config.route.v3.HeaderMatcher proto, Where where)
      throws ConfigException {
    return new HeaderMatcher(
        Values.required(proto.getName(), where.field("name")).toLowerCase(Locale.ROOT),
        headerValue(proto, where),
        proto.getInvertMatch(),
        proto.getTreatMissingHeaderAsEmpty());
  }

  @SuppressWarnings("deprecation") // control planes still send the forms before string_match
  private static HeaderMatcher.Value headerValue(
      io.envoyproxy.envoy.config.route.v3.HeaderMatcher proto, Where where) throws ConfigException {
    return switch (proto.getHeaderMatchSpecifierCase()) {
      case EXACT_MATCH -> header(new StringMatcher.Exact(proto.getExactMatch(), false));
      case PREFIX_MATCH -> header(new StringMatcher.Prefix(proto.getPrefixMatch(), false));
      case SUFFIX_MATCH -> header(new StringMatcher.Suffix(proto.getSuffixMatch(), false));
      case CONTAINS_MATCH -> header(new StringMatcher.Contains(proto.getContainsMatch(), false));
      case SAFE_REGEX_MATCH ->
          header(
              new StringMatcher.Regex(
                  Values.regex(proto.getSafeRegexMatch(), where.field("safe_regex_match"))));
      case STRING_MATCH -> header(text(proto.getStringMatch(), where.field("string_match")));
      case RANGE_MATCH ->
          new HeaderMatcher.Value.Range(
              proto.getRangeMatch().getStart(), proto.getRangeMatch().getEnd());
      case PRESENT_MATCH -> new HeaderMatcher.Value.Present(proto.getPresentMatch());
      case HEADERMATCHSPECIFIER_NOT_SET -> new HeaderMatcher.Value.Present(true);
    };
  }

  private static HeaderMatcher.Value header(StringMatcher matcher) {
    return new HeaderMatcher.Value.Text(matcher);
  }

  static List<QueryParameterMatcher> queryParameters(
      List<io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher> protos, Where where)
      throws ConfigException {
    List<QueryParameterMatcher> parameters = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher proto = protos.get(i);
      Where there = where.item("query_parameters", i);
      QueryParameterMatcher.Value value =
          switch (proto.getQueryParameterMatchSpecifierCase()) {
            case STRING_MATCH ->
                new QueryParameterMatcher.Value.Text(
                    text(proto.getStringMatch(), there.field("string_match")));
            case PRESENT_MATCH -> new QueryParameterMatcher.Value.Present(proto.getPresentMatch());
            case QUERYPARAMETERMATCHSPECIFIER_NOT_SET ->
                new QueryParameterMatcher.Value.Present(true);
          };
      parameters.add(
          new QueryParameterMatcher(Values.required(proto.getName(), there.field("name")), value));
    }
    return parameters;
  }
}
