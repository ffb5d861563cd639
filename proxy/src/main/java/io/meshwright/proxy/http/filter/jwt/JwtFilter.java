package io.meshwright.proxy.http.filter.jwt;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.jwt.JwtProblem;
import io.meshwright.proxy.snapshot.JwtAuthentication;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** Lets one request pass if its tokens are what it needs. */
final class JwtFilter implements Filter {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** How much of its path a client is told, in characters (Envoy). */
  private static final int MAX_PATH = 256;

  private final HttpExchange exchange;
  private final JwtAuthentication config;
  private final JwtAuthentication.@Nullable OnRoute route;
  private final Authenticator authenticator;
  private final FilterContext context;

  JwtFilter(
      HttpExchange exchange,
      JwtAuthentication config,
      JwtAuthentication.@Nullable OnRoute route,
      Authenticator authenticator,
      FilterContext context) {
    this.exchange = exchange;
    this.config = config;
    this.route = route;
    this.authenticator = authenticator;
    this.context = context;
  }

  @Override
  public Verdict request(RequestHead head) {
    if (config.bypassPreflights() && preflight(head)) {
      count("cors_preflight_bypassed");
      return pass();
    }
    @Nullable Requirement requirement = requirement(head);
    if (requirement == null) {
      String text = route == null ? "" : "Wrong requirement_name: " + route.requirement();
      refuse(FORBIDDEN, "Failed JWT authentication: " + text, text, null);
      return Verdict.ANSWERED;
    }
    Forwarder.sanitize(requirement, head);
    return judge(requirement);
  }

  private static boolean preflight(RequestHead head) {
    return head.method().equals("OPTIONS")
        && !head.headers().get(HttpHeaderNames.ORIGIN, "").isEmpty()
        && !head.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD, "").isEmpty();
  }

  /** What the request needs; absent if its route names what there is not. */
  private @Nullable Requirement requirement(RequestHead head) {
    if (route != null) {
      return config.named().get(route.requirement());
    }
    for (JwtAuthentication.Rule rule : config.rules()) {
      if (RouteMatcher.matches(
          rule.match(), head, exchange.metadata(), exchange.worker().random())) {
        return rule.requirement();
      }
    }
    return new Requirement.Nothing();
  }

  private Verdict judge(Requirement requirement) {
    return switch (authenticator.judge(requirement, exchange.request())) {
      case Authenticator.Verdict.Passed(var tokens) -> {
        if (Forwarder.forward(tokens, exchange.request(), exchange.metadata())) {
          exchange.chooseRoute();
        }
        yield pass();
      }
      case Authenticator.Verdict.Refused(JwtProblem problem) -> {
        refuse(
            problem == JwtProblem.AUDIENCE_NOT_ALLOWED ? FORBIDDEN : UNAUTHORIZED,
            problem.text(),
            problem.text(),
            challenge(problem));
        yield Verdict.ANSWERED;
      }
      case Authenticator.Verdict.Unknown(RemoteKeys keys) -> {
        keys.fetch(
            exchange.worker(),
            exchange.connection().destination().address(),
            fetched -> resume(requirement, keys, fetched));
        yield Verdict.WAIT;
      }
    };
  }

  private void resume(Requirement requirement, RemoteKeys keys, boolean fetched) {
    if (exchange.completed()) {
      return;
    }
    count(fetched ? "jwks_fetch_success" : "jwks_fetch_failed");
    if (!fetched || keys.current() == null) {
      authenticator.unavailable(keys);
    }
    if (judge(requirement) == Verdict.CONTINUE) {
      exchange.resume();
    }
  }

  private Verdict pass() {
    count("allowed");
    return Verdict.CONTINUE;
  }

  private String challenge(JwtProblem problem) {
    RequestHead request = exchange.request();
    String path = exchange.originalPath();
    return "Bearer realm=\""
        + request.scheme()
        + "://"
        + request.authority()
        + (path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path)
        + "\""
        + (problem == JwtProblem.MISSING ? "" : ", error=\"invalid_token\"");
  }

  private void refuse(int status, String text, String details, @Nullable String challenge) {
    count("denied");
    exchange.record().details("jwt_authn_access_denied{" + details.replace(' ', '_') + "}");
    LocalReply reply = LocalReply.of(status, config.silent() ? "" : text, exchange.request());
    if (challenge != null && !config.silent()) {
      reply.head().headers().set(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
    }
    exchange.answer(reply);
  }

  private void count(String name) {
    exchange
        .worker()
        .metrics()
        .filter(FilterMetric.httpJwtAuthn(name, context.statPrefix()))
        .increment();
  }
}
