package io.meshwright.proxy.http.filter.ratelimit;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.ExchangeValues;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.filter.ratelimit.descriptor.Descriptors;
import io.meshwright.proxy.http.filter.ratelimit.service.LimitAnswer;
import io.meshwright.proxy.http.filter.ratelimit.service.LimitListener;
import io.meshwright.proxy.http.filter.ratelimit.service.LimitService;
import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.http.route.HeaderChanges;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.snapshot.GlobalRateLimit;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.RateLimitDescriptor;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.meshwright.proxy.upstream.LoopCluster;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets one request wait until the service has counted it. */
final class RateLimitFilter implements Filter, LimitListener {
  private final HttpExchange exchange;
  private final GlobalRateLimit limit;
  private final LimitService service;
  private final FilterContext context;
  private @Nullable SideCall call;
  private @Nullable LimitAnswer answer;

  RateLimitFilter(
      HttpExchange exchange, GlobalRateLimit limit, LimitService service, FilterContext context) {
    this.exchange = exchange;
    this.limit = limit;
    this.service = service;
    this.context = context;
  }

  @Override
  public Verdict request(RequestHead head) {
    if (!limit.share().asked().hits(exchange.worker().random())) {
      return Verdict.CONTINUE;
    }
    List<RateLimitDescriptor> descriptors =
        Descriptors.of(exchange, limit.rules(), context.self().serviceCluster());
    if (descriptors.isEmpty()) {
      return Verdict.CONTINUE;
    }
    @Nullable LoopCluster cluster = exchange.worker().clusters().get(limit.service().cluster());
    if (cluster == null) {
      failed("no cluster");
    } else {
      call =
          service.ask(
              limit.domain(),
              descriptors,
              cluster,
              exchange.connection().destination().address(),
              this);
    }
    return exchange.completed() ? Verdict.ANSWERED : Verdict.WAIT;
  }

  // ---- the answer ----

  @Override
  public void counted(LimitAnswer said) {
    if (exchange.completed()) {
      return;
    }
    exchange.metadata().add(context.name(), said.metadata());
    count(said.overLimit() ? "over_limit" : "ok");
    answer = said;
    if (said.overLimit() && limit.share().enforced().hits(exchange.worker().random())) {
      refuse(said);
    } else {
      exchange.request().headers().add(said.request());
      exchange.resume();
    }
  }

  private void refuse(LimitAnswer said) {
    exchange.record().flag("RL");
    exchange.record().details("request_rate_limited");
    GlobalRateLimit.Refusal refusal = limit.refusal();
    LocalReply reply =
        LocalReply.of(
            refusal.status(),
            refusal.resourceExhausted() ? GrpcStatus.RESOURCE_EXHAUSTED : GrpcStatus.UNAVAILABLE,
            said.body(),
            exchange.request());
    if (refusal.marked()) {
      reply.head().headers().set("x-envoy-ratelimited", "true");
    }
    HeaderChanges.response(
        new HeaderMutations(List.of(), List.of(), refusal.headers(), List.of()),
        reply.head().headers(),
        new ExchangeValues(exchange));
    exchange.answer(reply);
  }

  @Override
  public void failed(String reason) {
    if (exchange.completed()) {
      return;
    }
    count("error");
    if (limit.failure().deny()) {
      exchange.record().flag("RLSE");
      exchange.record().details("rate_limiter_error");
      exchange.answer(LocalReply.of(limit.failure().status(), "", exchange.request()));
    } else {
      count("failure_mode_allowed");
      exchange.resume();
    }
  }

  @Override
  public void response(ResponseHead head, boolean end) {
    LimitAnswer said = answer;
    if (said != null) {
      head.headers().add(said.response());
      if (limit.limitHeaders()) {
        head.headers().setAll(said.limits());
      }
    }
  }

  @Override
  public void complete() {
    if (call != null) {
      call.cancel();
    }
  }

  /** As in Envoy, by the cluster that the request is for. */
  private void count(String name) {
    @Nullable ClusterChoice choice = exchange.choice();
    if (choice != null) {
      exchange
          .worker()
          .metrics()
          .filter(FilterMetric.rateLimit(name, choice.cluster()))
          .increment();
    }
  }
}
