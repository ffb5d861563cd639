package io.meshwright.proxy.http.filter.localratelimit;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.ExchangeValues;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.filter.ratelimit.descriptor.Descriptors;
import io.meshwright.proxy.http.route.HeaderChanges;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import io.meshwright.proxy.snapshot.RateLimitDescriptor;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.meshwright.proxy.telemetry.SelfDescription;
import java.util.List;

/** Takes a token for a request, or refuses it. */
final class LocalRateLimitFilter implements Filter {
  private static final String TEXT = "local_rate_limited";

  private final HttpExchange exchange;
  private final LocalRateLimit limit;
  private final Buckets buckets;
  private final SelfDescription self;

  LocalRateLimitFilter(
      HttpExchange exchange, LocalRateLimit limit, Buckets buckets, SelfDescription self) {
    this.exchange = exchange;
    this.limit = limit;
    this.buckets = buckets;
    this.self = self;
  }

  @Override
  public Verdict request(RequestHead head) {
    if (!limit.limits() || !limit.enabled().hits(exchange.worker().random())) {
      return Verdict.CONTINUE;
    }
    count("enabled");
    if (buckets.of(limit, exchange.connection()).take(descriptors())) {
      count("ok");
      return Verdict.CONTINUE;
    }
    count("rate_limited");
    if (!limit.enforced().hits(exchange.worker().random())) {
      HeaderChanges.request(
          new HeaderMutations(limit.headersInVain(), List.of(), List.of(), List.of()),
          head,
          new ExchangeValues(exchange));
      return Verdict.CONTINUE;
    }
    count("enforced");
    exchange.record().flag("RL");
    exchange.record().details(TEXT);
    LocalReply reply =
        LocalReply.of(
            limit.status(),
            limit.resourceExhausted() ? GrpcStatus.RESOURCE_EXHAUSTED : GrpcStatus.UNAVAILABLE,
            TEXT,
            head);
    HeaderChanges.response(
        new HeaderMutations(List.of(), List.of(), limit.responseHeaders(), List.of()),
        reply.head().headers(),
        new ExchangeValues(exchange));
    exchange.answer(reply);
    return Verdict.ANSWERED;
  }

  private List<RateLimitDescriptor> descriptors() {
    return limit.byDescriptor().buckets().isEmpty()
        ? List.of()
        : Descriptors.of(exchange, limit.byDescriptor().rules(), self.serviceCluster());
  }

  private void count(String name) {
    exchange
        .worker()
        .metrics()
        .filter(FilterMetric.httpRateLimit(name, limit.statPrefix()))
        .increment();
  }
}
