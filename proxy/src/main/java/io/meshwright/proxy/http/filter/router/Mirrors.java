package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.Authority;
import io.meshwright.proxy.http.side.SideAnswer;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.upstream.LoopCluster;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The copies of one request. They outlive its response, but not a client that leaves before the
 * whole request came. Belongs to the exchange's loop.
 */
final class Mirrors {
  private static final String SUFFIX = "-shadow";

  private final List<SideCall> calls;

  private Mirrors(List<SideCall> calls) {
    this.calls = calls;
  }

  /**
   * Begins the copies that the route's shares ask for this time; absent if there is none.
   *
   * @param end whether the request has no body
   */
  static @Nullable Mirrors start(
      RouteAction.Forward forward, HttpExchange exchange, Duration timeout, boolean end) {
    if (forward.mirrors().isEmpty() || exchange.request().tunnels()) {
      return null;
    }
    // an upstream that never answers must not keep its copies for ever
    Duration limit =
        timeout.isPositive() ? timeout : exchange.chain().manager().timeouts().streamIdle();
    List<SideCall> calls = new ArrayList<>();
    for (RouteAction.Mirror mirror : forward.mirrors()) {
      if (mirror.fraction().hits(exchange.worker().random())) {
        @Nullable LoopCluster to = exchange.worker().clusters().get(mirror.cluster());
        if (to != null) {
          calls.add(
              SideCall.begin(
                  to,
                  head(exchange.request(), mirror),
                  end,
                  new SideCall.Options(
                      exchange.connection().destination().address(),
                      exchange.upstream().alpn(),
                      limit,
                      0),
                  SideAnswer.IGNORED));
        }
      }
    }
    return calls.isEmpty() ? null : new Mirrors(calls);
  }

  private static RequestHead head(RequestHead request, RouteAction.Mirror mirror) {
    RequestHead copy = request.copy();
    if (mirror.hostSuffix()) {
      String authority = copy.authority();
      String host = Authority.withoutPort(authority);
      copy.authority(host + SUFFIX + authority.substring(host.length()));
    }
    copy.headers().set("x-envoy-internal", "true");
    return copy;
  }

  /** A piece of the body, which stays the caller's. */
  void data(ByteBuf data, boolean end) {
    for (SideCall call : calls) {
      call.send(data.retainedDuplicate(), end);
    }
  }

  /** The end of a request with trailers, which are not copied. */
  void end() {
    calls.forEach(SideCall::end);
  }

  void clientGone() {
    for (SideCall call : calls) {
      if (!call.complete()) {
        call.cancel();
      }
    }
  }
}
