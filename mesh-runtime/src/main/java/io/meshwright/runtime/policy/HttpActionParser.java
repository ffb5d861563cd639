package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.Headers;
import io.meshwright.crd.networking.HttpRoute;
import io.meshwright.runtime.model.traffic.HeaderChanges;
import io.meshwright.runtime.model.traffic.HttpAction;
import io.meshwright.runtime.model.traffic.HttpAction.RedirectPort;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parses redirects, fixed answers, rewrites and header changes. */
final class HttpActionParser {

  private static final Set<Integer> REDIRECT_CODES = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_BODY = 1 << 20;

  private final Problems problems;

  HttpActionParser(Problems problems) {
    this.problems = problems;
  }

  HttpAction redirect(
      String path, HttpRoute.HttpRedirect redirect, List<HttpRoute.HttpMatch> matches) {
    int code = redirect.redirectCode() == null ? 301 : redirect.redirectCode();
    if (!REDIRECT_CODES.contains(code)) {
      problems.add(path + ".redirectCode", code, "301, 302, 303, 307 or 308");
    }
    if (redirect.uri() != null && redirect.prefixRewrite() != null) {
      problems.add(path + ".prefixRewrite", redirect.prefixRewrite(), "nothing beside uri");
    }
    if (redirect.prefixRewrite() != null
        && matches.stream().anyMatch(m -> m.uri() == null || m.uri().prefix() == null)) {
      problems.add(path + ".prefixRewrite", redirect.prefixRewrite(), "a prefix in each match.uri");
    }
    return new HttpAction.Redirect(
        redirect.uri(),
        redirect.prefixRewrite(),
        redirect.authority(),
        redirect.scheme(),
        port(path, redirect),
        code);
  }

  private RedirectPort port(String path, HttpRoute.HttpRedirect redirect) {
    String derive = HttpRouteParser.orEmpty(redirect.derivePort());
    if (redirect.port() != null) {
      if (!derive.isEmpty()) {
        problems.add(path + ".derivePort", derive, "nothing beside port");
      }
      return new RedirectPort.Fixed(
          problems.integer(path + ".port", redirect.port(), 1, 1, 65_535));
    }
    return switch (derive) {
      case "", "FROM_PROTOCOL_DEFAULT" -> new RedirectPort.ProtocolDefault();
      case "FROM_REQUEST_PORT" -> new RedirectPort.OfRequest();
      default -> {
        problems.add(path + ".derivePort", derive, "FROM_PROTOCOL_DEFAULT or FROM_REQUEST_PORT");
        yield new RedirectPort.ProtocolDefault();
      }
    };
  }

  HttpAction directResponse(String path, HttpRoute.HttpDirectResponse response) {
    int status = problems.integer(path + ".status", response.status(), 0, 200, 599);
    if (response.status() == null) {
      problems.add(path + ".status", "", "a status code from 200 to 599");
    }
    HttpRoute.HttpBody body = response.body();
    String base64 = "";
    if (body != null && body.string() != null) {
      base64 = Base64.getEncoder().encodeToString(body.string().getBytes(StandardCharsets.UTF_8));
    } else if (body != null && body.bytes() != null) {
      base64 = body.bytes();
      try {
        Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException _) {
        problems.add(path + ".body.bytes", base64, "base64");
        base64 = "";
      }
    }
    if (base64.length() / 4 * 3 > MAX_BODY) {
      problems.add(path + ".body", base64.length() / 4 * 3 + " bytes", "at most 1048576 bytes");
    }
    return new HttpAction.DirectResponse(status, base64);
  }

  HttpAction.Rewrite rewrite(String path, HttpRoute.@Nullable HttpRewrite rewrite) {
    if (rewrite == null) {
      return HttpAction.Rewrite.NONE;
    }
    HttpAction.RegexRewrite regex = null;
    if (rewrite.uriRegexRewrite() != null) {
      regex = regexRewrite(path + ".uriRegexRewrite", rewrite.uriRegexRewrite());
    }
    return new HttpAction.Rewrite(rewrite.uri(), rewrite.authority(), regex);
  }

  private HttpAction.RegexRewrite regexRewrite(String path, HttpRoute.RegexRewrite written) {
    String match = problems.required(path + ".match", written.match(), Expressions.EXPECTED);
    String rewrite = HttpRouteParser.orEmpty(written.rewrite());
    if (Expressions.problem(match).isPresent()) {
      problems.add(path + ".match", match, Expressions.EXPECTED);
    } else if (!Expressions.substitutes(match, rewrite)) {
      problems.add(path + ".rewrite", rewrite, "a text with \\0 or the numbers of groups in match");
    }
    return new HttpAction.RegexRewrite(match, rewrite);
  }

  HeaderChanges headers(String path, @Nullable Headers headers) {
    if (headers == null) {
      return HeaderChanges.NONE;
    }
    return new HeaderChanges(
        changes(path + ".request", headers.request()),
        changes(path + ".response", headers.response()));
  }

  private HeaderChanges.Changes changes(String path, Headers.@Nullable HeaderOperations written) {
    if (written == null) {
      return HeaderChanges.NONE.request();
    }
    return new HeaderChanges.Changes(
        lowerCase(path + ".set", written.set()),
        lowerCase(path + ".add", written.add()),
        written.remove().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }

  private SortedMap<String, String> lowerCase(String path, Map<String, String> written) {
    SortedMap<String, String> lower = new TreeMap<>();
    written.forEach(
        (name, value) -> {
          if (name.isEmpty()) {
            problems.add(path, "an empty name", "a header name");
          }
          lower.put(name.toLowerCase(Locale.ROOT), HttpRouteParser.orEmpty(value));
        });
    return lower;
  }
}
