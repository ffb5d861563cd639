package io.meshwright.proxy.http.filter.extauthz;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HeldBody;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.side.SideAnswer;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.meshwright.proxy.upstream.LoopCluster;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets one request wait for its authorization. */
final class ExtAuthzFilter implements Filter, SideAnswer {
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;
  private static final int SERVER_ERROR = 500;
  private static final int MAX_ANSWER = 64 * 1024;
  private static final String FLAG = "UAEX";

  /** A client that is denied gets these in any case. */
  private static final Set<String> ALWAYS_TO_CLIENT = Set.of("www-authenticate", "location");

  /** What belongs to the answer's own connection or is made anew. */
  private static final Set<String> NEVER_TO_CLIENT = Set.of("content-length", "transfer-encoding");

  private final HttpExchange exchange;
  private final ExternalAuthorization config;
  private final String statPrefix;
  private HttpHeaders onSuccess = new DefaultHttpHeaders();
  private @Nullable SideCall call;

  ExtAuthzFilter(HttpExchange exchange, ExternalAuthorization config, String statPrefix) {
    this.exchange = exchange;
    this.config = config;
    this.statPrefix = statPrefix;
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
    if (config.body() != null && !exchange.requestEnded() && !head.tunnels()) {
      return Verdict.COLLECT;
    }
    return ask(new byte[0]);
  }

  @Override
  public Verdict collected(HeldBody body, boolean complete) {
    ExternalAuthorization.Body wanted = config.body();
    if (wanted == null) {
      throw new IllegalStateException("no body was asked for");
    }
    if (body.size() > wanted.maximum() && !wanted.partial()) {
      refuse(TOO_LARGE, "request_payload_too_large");
      return Verdict.ANSWERED;
    }
    if (!complete && body.size() < wanted.maximum()) {
      return Verdict.COLLECT;
    }
    return ask(body.copy(wanted.maximum()));
  }

  private Verdict ask(byte[] body) {
    ExternalAuthorization.Question question = config.question();
    @Nullable LoopCluster cluster = exchange.worker().clusters().get(question.cluster());
    if (cluster == null) {
      failed("no cluster");
    } else {
      SideCall begun =
          SideCall.begin(
              cluster,
              Question.head(question, exchange.request(), body.length),
              body.length == 0,
              new SideCall.Options(
                  exchange.connection().destination().address(),
                  Map.of(),
                  question.timeout(),
                  MAX_ANSWER),
              this);
      call = begun;
      if (body.length > 0) {
        begun.send(Unpooled.wrappedBuffer(body), true);
      }
    }
    return exchange.completed() ? Verdict.ANSWERED : Verdict.WAIT;
  }

  // ---- the answer ----

  @Override
  public void answered(ResponseHead head, byte[] body) {
    if (exchange.completed()) {
      return;
    }
    if (head.status() >= SERVER_ERROR) {
      failed("status " + head.status());
    } else if (head.status() == OK) {
      count("ok");
      pass(head.headers());
    } else {
      count("denied");
      deny(head, body);
    }
  }

  private void pass(HttpHeaders answer) {
    HttpHeaders request = exchange.request().headers();
    for (Map.Entry<String, String> header : answer) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (Question.any(config.answer().toUpstream(), name)) {
        request.set(name, header.getValue());
      }
      if (Question.any(config.answer().appendedToUpstream(), name)) {
        request.add(name, header.getValue());
      }
      if (Question.any(config.answer().toClientOnSuccess(), name)) {
        onSuccess.add(name, header.getValue());
      }
    }
    exchange.resume();
  }

  private void deny(ResponseHead head, byte[] body) {
    LocalReply reply =
        LocalReply.of(head.status(), new String(body, StandardCharsets.UTF_8), exchange.request());
    for (Map.Entry<String, String> header : head.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      boolean meant =
          config.answer().toClient().isEmpty()
              || ALWAYS_TO_CLIENT.contains(name)
              || Question.any(config.answer().toClient(), name);
      if (meant && !NEVER_TO_CLIENT.contains(name)) {
        reply.head().headers().set(name, head.headers().getAll(name));
      }
    }
    answer(reply, "ext_authz_denied");
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
    onSuccess.names().forEach(name -> head.headers().set(name, onSuccess.getAll(name)));
  }

  @Override
  public void complete() {
    if (call != null) {
      call.cancel();
    }
  }

  private void count(String name) {
    exchange.worker().metrics().filter(FilterMetric.httpExtAuthz(name, statPrefix)).increment();
  }
}
