package io.meshwright.proxy.http.filter.extauthz;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.HeldBody;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.filter.extauthz.service.AuthorizationService;
import io.meshwright.proxy.http.filter.extauthz.service.HeaderEdit;
import io.meshwright.proxy.http.filter.extauthz.service.Inquiry;
import io.meshwright.proxy.http.filter.extauthz.service.Ruling;
import io.meshwright.proxy.http.filter.extauthz.service.RulingListener;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.meshwright.proxy.upstream.LoopCluster;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets one request wait for its authorization. */
final class ExtAuthzFilter implements Filter, RulingListener {
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;
  private static final String FLAG = "UAEX";

  private final HttpExchange exchange;
  private final ExternalAuthorization config;
  private final AuthorizationService service;
  private final FilterContext context;
  private final RouteWishes wishes;
  private List<HeaderEdit> onSuccess = List.of();
  private @Nullable SideCall call;

  ExtAuthzFilter(
      HttpExchange exchange,
      ExternalAuthorization config,
      AuthorizationService service,
      FilterContext context) {
    this.exchange = exchange;
    this.config = config;
    this.service = service;
    this.context = context;
    this.wishes = RouteWishes.of(config.body(), exchange.settings(context.name()));
  }

  @Override
  public Verdict request(RequestHead head) {
    if (!config.enabled().hits(exchange.worker().random())) {
      count("disabled");
      if (!config.denyOthers()) {
        return Verdict.CONTINUE;
      }
      refuse(FORBIDDEN, "ext_authz_denied");
      return Verdict.ANSWERED;
    }
    ExternalAuthorization.Body wanted = wishes.body();
    if (wanted != null && !exchange.requestEnded() && !head.tunnels()) {
      return Verdict.COLLECT;
    }
    return ask(wanted == null ? null : Inquiry.Body.of(new byte[0], false, wanted.binary()));
  }

  @Override
  public Verdict collected(HeldBody body, boolean complete) {
    ExternalAuthorization.Body wanted = wishes.body();
    if (wanted == null) {
      throw new IllegalStateException("no body was asked for");
    }
    boolean tooLong = body.size() > wanted.maximum();
    if (tooLong && !wanted.partial()) {
      refuse(TOO_LARGE, "request_payload_too_large");
      return Verdict.ANSWERED;
    }
    if (!complete && body.size() < wanted.maximum()) {
      return Verdict.COLLECT;
    }
    return ask(Inquiry.Body.of(body.copy(wanted.maximum()), tooLong || !complete, wanted.binary()));
  }

  private Verdict ask(Inquiry.@Nullable Body body) {
    @Nullable LoopCluster cluster = exchange.worker().clusters().get(config.service().cluster());
    if (cluster == null) {
      failed("no cluster");
    } else {
      call = service.ask(new Inquiry(exchange, body, wishes.context()), cluster, this);
    }
    return exchange.completed() ? Verdict.ANSWERED : Verdict.WAIT;
  }

  // ---- the answer ----

  @Override
  public void ruled(Ruling ruling) {
    if (exchange.completed()) {
      return;
    }
    exchange.metadata().add(context.name(), ruling.metadata());
    switch (ruling) {
      case Ruling.Passed passed -> {
        count("ok");
        pass(passed);
      }
      case Ruling.Denied denied -> {
        count("denied");
        LocalReply reply = LocalReply.of(denied.status(), denied.body(), exchange.request());
        HeaderEdit.replace(denied.headers(), reply.head().headers());
        answer(reply, "ext_authz_denied");
      }
    }
  }

  private void pass(Ruling.Passed passed) {
    RequestHead request = exchange.request();
    passed.request().forEach(edit -> edit.apply(request));
    passed.removals().forEach(name -> request.headers().remove(name));
    request.path(passed.query().apply(request.path()));
    onSuccess = passed.response();
    exchange.resume();
  }

  @Override
  public void failed(String reason) {
    if (exchange.completed()) {
      return;
    }
    count("error");
    if (config.failure().allow()) {
      count("failure_mode_allowed");
      if (config.failure().mark()) {
        exchange.request().headers().set("x-envoy-auth-failure-mode-allowed", "true");
      }
      exchange.resume();
    } else {
      refuse(config.failure().status(), "ext_authz_error");
    }
  }

  private void refuse(int status, String details) {
    answer(LocalReply.of(status, "", exchange.request()), details);
  }

  private void answer(LocalReply reply, String details) {
    exchange.record().flag(FLAG);
    exchange.record().details(details);
    exchange.answer(reply);
  }

  @Override
  public void response(ResponseHead head, boolean end) {
    onSuccess.forEach(edit -> edit.apply(head.headers()));
  }

  @Override
  public void complete() {
    if (call != null) {
      call.cancel();
    }
  }

  private void count(String name) {
    exchange
        .worker()
        .metrics()
        .filter(FilterMetric.httpExtAuthz(name, context.statPrefix()))
        .increment();
  }
}
