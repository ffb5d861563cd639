package io.meshwright.runtime.compile.route;

import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.meshwright.runtime.model.traffic.HeaderChanges;
import io.meshwright.runtime.model.traffic.HttpAction;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.StringMatcher;

/** Writes changes to path and host (istio-features VS14, VS17). */
final class RewriteCompiler {
  private RewriteCompiler() {}

  static void apply(
      HttpAction.Rewrite rewrite,
      HeaderChanges.Changes headers,
      HttpMatch match,
      RouteAction.Builder action) {
    if (rewrite.uriRegex() != null) {
      action.setRegexRewrite(
          RegexMatchAndSubstitute.newBuilder()
              .setPattern(MatchCompiler.regex(rewrite.uriRegex().expression()))
              .setSubstitution(rewrite.uriRegex().substitution()));
    } else if (rewrite.uri() != null) {
      if (match.uri() instanceof StringMatcher.Regex) {
        // a prefix is replaced where there is one; a regular expression has none: the whole path is
        action.setRegexRewrite(
            RegexMatchAndSubstitute.newBuilder()
                .setPattern(MatchCompiler.regex("^[^?]*"))
                .setSubstitution(rewrite.uri().replace("\\", "\\\\")));
      } else {
        action.setPrefixRewrite(rewrite.uri());
      }
    }
    if (rewrite.authority() != null) {
      action.setHostRewriteLiteral(rewrite.authority());
    } else {
      headers.authority().ifPresent(action::setHostRewriteLiteral);
    }
  }
}
