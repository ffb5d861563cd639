package io.meshwright.proxy.snapshot;

import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.util.List;

/**
 * Limits requests as a service counts them for the whole mesh.
 *
 * @param domain of the limits at the service
 * @param limitHeaders whether responses tell the limit ({@code x-ratelimit-*})
 */
public record GlobalRateLimit(
    String domain,
    RateLimitRules.Choice rules,
    GrpcTarget service,
    Refusal refusal,
    Failure failure,
    boolean limitHeaders,
    Share share) {

  /** As it is on a route. */
  public GlobalRateLimit on(OnRoute route) {
    return new GlobalRateLimit(
        route.domain().isEmpty() ? domain : route.domain(),
        new RateLimitRules.Choice(rules.stage(), route.ofHost(), route.rules()),
        service,
        refusal,
        failure,
        limitHeaders,
        share);
  }

  /**
   * The answer to requests over the limit.
   *
   * @param marked whether it carries {@code x-envoy-ratelimited}
   * @param resourceExhausted whether gRPC clients get RESOURCE_EXHAUSTED instead of UNAVAILABLE
   */
  public record Refusal(
      int status,
      boolean marked,
      boolean resourceExhausted,
      List<HeaderMutations.Addition> headers) {
    public Refusal {
      headers = List.copyOf(headers);
    }
  }

  /** What becomes of requests if the service does not answer. */
  public record Failure(boolean deny, int status) {}

  /**
   * To which requests it applies.
   *
   * @param asked share of requests that the service is asked about
   * @param enforced share of those over the limit that are refused
   */
  public record Share(Fraction asked, Fraction enforced) {}

  /**
   * As a route has it.
   *
   * @param domain empty: the filter's
   */
  public record OnRoute(RateLimitRules.OfHost ofHost, List<RateLimitRule> rules, String domain)
      implements RouteFilterConfig {
    public OnRoute {
      rules = List.copyOf(rules);
    }
  }
}
