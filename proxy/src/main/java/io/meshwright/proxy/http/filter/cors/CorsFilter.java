package io.meshwright.proxy.http.filter.cors;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.snapshot.CorsPolicy;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers preflight requests and marks the answers to others. The application never sees a
 * preflight from an origin that is welcome.
 */
final class CorsFilter implements Filter {
  /** For routes without a policy. */
  static final Filter NONE = new Filter() {};

  private static final String ANY = "*";
  private static final String PRIVATE_NETWORK_ASKED = "access-control-request-private-network";
  private static final String PRIVATE_NETWORK_ALLOWED = "access-control-allow-private-network";

  private final HttpExchange exchange;
  private final List<CorsPolicy> policies;
  private String welcome = "";

  /** {@code policies} holds at least one, the innermost first. */
  CorsFilter(HttpExchange exchange, List<CorsPolicy> policies) {
    this.exchange = exchange;
    this.policies = List.copyOf(policies);
  }

  @Override
  public Verdict request(RequestHead head) {
    @Nullable String origin = head.headers().get(HttpHeaderNames.ORIGIN);
    boolean enabled = policies.getFirst().enabled().hits(exchange.worker().random());
    if (!enabled || origin == null || origin.isEmpty()) {
      return Verdict.CONTINUE;
    }
    boolean allowed = allowed(origin);
    if (allowed) {
      welcome = origin;
    }
    boolean preflight =
        head.method().equals("OPTIONS")
            && !header(head, HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD).isEmpty();
    if (!preflight || (!allowed && flag(CorsPolicy::forwardUnmatched, true))) {
      return Verdict.CONTINUE;
    }
    exchange.record().details("cors_response");
    exchange.answer(new LocalReply(new ResponseHead(200, preflightHeaders(head)), ""));
    return Verdict.ANSWERED;
  }

  /** {@link #response} adds what every answer carries. */
  private HttpHeaders preflightHeaders(RequestHead head) {
    HttpHeaders headers = new DefaultHttpHeaders();
    if (flag(CorsPolicy::credentials, false)) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    set(
        headers,
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS,
        orAsked(
            text(CorsPolicy::methods),
            header(head, HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)));
    set(
        headers,
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
        orAsked(
            text(CorsPolicy::headers),
            header(head, HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)));
    set(headers, HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, text(CorsPolicy::maxAge));
    if (flag(CorsPolicy::privateNetwork, false)
        && header(head, PRIVATE_NETWORK_ASKED).equals("true")) {
      headers.set(PRIVATE_NETWORK_ALLOWED, "true");
    }
    return headers;
  }

  @Override
  public void response(ResponseHead head, boolean end) {
    if (!welcome.isEmpty()) {
      head.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, welcome);
      if (flag(CorsPolicy::credentials, false)) {
        head.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
      set(head.headers(), HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, text(CorsPolicy::exposed));
    }
  }

  private boolean allowed(String origin) {
    for (CorsPolicy policy : policies) {
      if (!policy.origins().isEmpty()) {
        Predicate<StringMatcher> fits = m -> m.matches(ANY) || m.matches(origin);
        return policy.origins().stream().anyMatch(fits);
      }
    }
    return false;
  }

  private boolean flag(Function<CorsPolicy, @Nullable Boolean> field, boolean otherwise) {
    for (CorsPolicy policy : policies) {
      @Nullable Boolean value = field.apply(policy);
      if (value != null) {
        return value;
      }
    }
    return otherwise;
  }

  private String text(Function<CorsPolicy, String> field) {
    for (CorsPolicy policy : policies) {
      if (!field.apply(policy).isEmpty()) {
        return field.apply(policy);
      }
    }
    return "";
  }

  private static String orAsked(String configured, String asked) {
    return configured.equals(ANY) ? asked : configured;
  }

  private static String header(RequestHead head, CharSequence name) {
    @Nullable String value = head.headers().get(name);
    return value == null ? "" : value;
  }

  private static void set(HttpHeaders headers, CharSequence name, String value) {
    if (!value.isEmpty()) {
      headers.set(name, value);
    }
  }
}
