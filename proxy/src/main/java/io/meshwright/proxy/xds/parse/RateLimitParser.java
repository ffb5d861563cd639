package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit;
import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute;
import io.meshwright.proxy.snapshot.GlobalRateLimit;
import io.meshwright.proxy.snapshot.GrpcTarget;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.List;

/** {@code envoy.filters.http.ratelimit}. */
final class RateLimitParser {
  private static final int FIRST_ERROR = 400;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INTERNAL_ERROR = 500;

  /** Envoy's, where the filter says none; that of the service itself does not count. */
  private static final Duration TIMEOUT = Duration.ofMillis(20);

  private RateLimitParser() {}

  static GlobalRateLimit parse(RateLimit proto, Where where) throws ConfigException {
    if (!proto.getRequestType().isEmpty() && !proto.getRequestType().equals("both")) {
      throw where.field("request_type").error(proto.getRequestType(), "both");
    }
    return new GlobalRateLimit(
        Values.required(proto.getDomain(), where.field("domain")),
        new RateLimitRules.Choice(
            RateLimitRuleParser.stage(proto.getStage(), where),
            RateLimitRules.OfHost.OVERRIDDEN,
            List.of()),
        service(proto, where),
        new GlobalRateLimit.Refusal(
            error(proto.getRateLimitedStatus().getCodeValue(), TOO_MANY_REQUESTS),
            !proto.getDisableXEnvoyRatelimitedHeader(),
            proto.getRateLimitedAsResourceExhausted(),
            HeaderMutationsParser.additions(
                proto.getResponseHeadersToAddList(), "response_headers_to_add", where)),
        new GlobalRateLimit.Failure(
            proto.getFailureModeDeny(),
            error(proto.getStatusOnError().getCodeValue(), INTERNAL_ERROR)),
        switch (proto.getEnableXRatelimitHeaders()) {
          case OFF -> false;
          case DRAFT_VERSION_03 -> true;
          case UNRECOGNIZED ->
              throw where
                  .field("enable_x_ratelimit_headers")
                  .error("" + proto.getEnableXRatelimitHeadersValue(), "a known version");
        },
        new GlobalRateLimit.Share(
            Values.fractionOrAll(
                proto.hasFilterEnabled(), proto.getFilterEnabled(), where.field("filter_enabled")),
            Values.fractionOrAll(
                proto.hasFilterEnforced(),
                proto.getFilterEnforced(),
                where.field("filter_enforced"))));
  }

  /** Envoy takes what is no error for the default, too. */
  private static int error(int status, int otherwise) {
    return status < FIRST_ERROR ? otherwise : status;
  }

  private static GrpcTarget service(RateLimit proto, Where where) throws ConfigException {
    GrpcTarget named =
        GrpcServiceParser.parse(
            proto.getRateLimitService().getGrpcService(),
            TIMEOUT,
            where.field("rate_limit_service.grpc_service"));
    return new GrpcTarget(
        named.cluster(),
        named.authority(),
        Values.durationOr(proto.hasTimeout(), proto.getTimeout(), TIMEOUT, where.field("timeout")),
        named.metadata());
  }

  static GlobalRateLimit.OnRoute onRoute(RateLimitPerRoute proto, Where where)
      throws ConfigException {
    return new GlobalRateLimit.OnRoute(
        switch (proto.getVhRateLimits()) {
          case OVERRIDE -> RateLimitRules.OfHost.OVERRIDDEN;
          case INCLUDE -> RateLimitRules.OfHost.INCLUDED;
          case IGNORE -> RateLimitRules.OfHost.IGNORED;
          case UNRECOGNIZED ->
              throw where
                  .field("vh_rate_limits")
                  .error("" + proto.getVhRateLimitsValue(), "a known option");
        },
        RateLimitRuleParser.parse(proto.getRateLimitsList(), where),
        proto.getDomain());
  }
}
