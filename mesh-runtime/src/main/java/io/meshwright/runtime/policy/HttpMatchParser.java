package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.HttpRoute;
import io.meshwright.crd.networking.StringMatch;
import io.meshwright.runtime.model.traffic.Claim;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.StringMatcher;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses one element of {@code match} of an HTTP route. */
final class HttpMatchParser {

  private static final String CLAIM =
      "@request.auth.claims.NAME, or @request.auth.claims[NAME][NAME]";

  private final Problems problems;
  private final GatewayNames gateways;

  HttpMatchParser(Problems problems, GatewayNames gateways) {
    this.problems = problems;
    this.gateways = gateways;
  }

  HttpMatch match(String path, HttpRoute.HttpMatch match) {
    return new HttpMatch(
        HttpRouteParser.orEmpty(match.name()),
        optional(path + ".uri", match.uri()),
        Boolean.TRUE.equals(match.ignoreUriCase()),
        optional(path + ".scheme", match.scheme()),
        optional(path + ".method", match.method()),
        optional(path + ".authority", match.authority()),
        headers(path + ".headers", match.headers()),
        headers(path + ".withoutHeaders", match.withoutHeaders()),
        claims(path + ".headers", match.headers()),
        claims(path + ".withoutHeaders", match.withoutHeaders()),
        byName(path + ".queryParams", match.queryParams()),
        new ClientScope(
            match.port(),
            match.sourceLabels(),
            HttpRouteParser.orEmpty(match.sourceNamespace()),
            gateways.read(path + ".gateways", match.gateways())),
        HttpRouteParser.orEmpty(match.statPrefix()));
  }

  /** A comparison that must be there and must compare with something. */
  StringMatcher required(String path, StringMatch match) {
    StringMatcher parsed = matcher(path, match);
    if (parsed instanceof StringMatcher.Present) {
      problems.add(path, "", "one of exact, prefix and regex");
    }
    return parsed;
  }

  private @Nullable StringMatcher optional(String path, @Nullable StringMatch match) {
    return match == null ? null : required(path, match);
  }

  private SortedMap<String, StringMatcher> headers(String path, Map<String, StringMatch> written) {
    Map<String, StringMatch> headers = new LinkedHashMap<>();
    written.forEach(
        (name, match) -> {
          if (!Claim.meant(name)) {
            headers.put(name.toLowerCase(Locale.ROOT), match);
          }
        });
    return byName(path, headers);
  }

  private SortedMap<Claim, StringMatcher> claims(String path, Map<String, StringMatch> written) {
    SortedMap<Claim, StringMatcher> parsed = new TreeMap<>();
    written.forEach(
        (name, match) -> {
          if (Claim.meant(name)) {
            String at = path + "[" + name + "]";
            Claim.parse(name)
                .ifPresentOrElse(
                    claim -> parsed.put(claim, present(at, match)),
                    () -> problems.add(at, name, CLAIM));
          }
        });
    return parsed;
  }

  private SortedMap<String, StringMatcher> byName(String path, Map<String, StringMatch> written) {
    SortedMap<String, StringMatcher> parsed = new TreeMap<>();
    written.forEach(
        (name, match) -> {
          if (name.isEmpty()) {
            problems.add(path, "an empty name", "a name");
          }
          parsed.put(name, present(path + "[" + name + "]", match));
        });
    return parsed;
  }

  private StringMatcher present(String path, @Nullable StringMatch match) {
    return match == null ? new StringMatcher.Present() : matcher(path, match);
  }

  private StringMatcher matcher(String path, StringMatch match) {
    long ways =
        Stream.of(match.exact(), match.prefix(), match.regex()).filter(Objects::nonNull).count();
    if (ways > 1) {
      problems.add(path, match, "only one of exact, prefix and regex");
    }
    if (match.exact() != null) {
      return new StringMatcher.Exact(match.exact());
    }
    if (match.prefix() != null) {
      if (match.prefix().isEmpty()) {
        problems.add(path + ".prefix", "", "a prefix");
      }
      return new StringMatcher.Prefix(match.prefix());
    }
    if (match.regex() == null || match.regex().equals("*")) {
      return new StringMatcher.Present();
    }
    return regex(path + ".regex", match.regex());
  }

  private StringMatcher regex(String path, String expression) {
    if (expression.isEmpty() || Expressions.problem(expression).isPresent()) {
      problems.add(path, expression, Expressions.EXPECTED);
    }
    return new StringMatcher.Regex(expression);
  }
}
