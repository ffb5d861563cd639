package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.filter.ExchangeValues;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.http.route.HeaderChanges;
import io.meshwright.proxy.http.route.PathChanges;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteAction.HostRewrite;
import io.meshwright.proxy.snapshot.RouteAction.PathRewrite;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a route and the cluster chosen from it do to a request and its response. */
record ForwardPlan(RouteTable.Found found, RouteAction.Forward forward, ClusterChoice choice) {

  /** Changes that hold for all attempts: the innermost level first, then the rewrites. */
  void changeRequest(HttpExchange exchange, RequestHead head, boolean suppressEnvoyHeaders) {
    ExchangeValues values = new ExchangeValues(exchange);
    HeaderChanges.request(choice.headers(), head, values);
    HeaderChanges.request(found.route().headers(), head, values);
    HeaderChanges.request(found.host().headers(), head, values);
    HeaderChanges.request(found.table().configuration().headers(), head, values);
    if (!(forward.path() instanceof PathRewrite.Keep)) {
      String before = head.path();
      head.path(PathChanges.rewrite(forward.path(), found.route().match(), before));
      if (!suppressEnvoyHeaders && !head.path().equals(before)) {
        head.headers().set("x-envoy-original-path", before);
      }
    }
    if (forward.host() instanceof HostRewrite.Literal(String host, boolean append)) {
      replaceHost(head, host, append);
    }
    Duration timeout = timeout(head);
    if (timeout.isPositive()) {
      if (!suppressEnvoyHeaders) {
        head.headers().set("x-envoy-expected-rq-timeout-ms", Long.toString(timeout.toMillis()));
      }
      if (forward.maxGrpcTimeout() != null && RouteMatcher.isGrpc(head.headers())) {
        // the server should know how long it will be waited for
        head.headers().set("grpc-timeout", GrpcTimeout.format(timeout));
      }
    }
  }

  /** Changes that depend on the attempt. */
  void forAttempt(HttpExchange exchange, RequestHead head) {
    if (found.host().attemptCountInRequest()) {
      head.headers().set("x-envoy-attempt-count", Integer.toString(exchange.upstream().attempts()));
    }
    if (forward.host() instanceof HostRewrite.Upstream(boolean append)) {
      @Nullable Endpoint endpoint = exchange.upstream().endpoint();
      if (endpoint != null && !endpoint.hostName().isEmpty()) {
        replaceHost(head, endpoint.hostName(), append);
      }
    }
  }

  private static void replaceHost(RequestHead head, String host, boolean append) {
    if (append) {
      head.headers().add("x-forwarded-host", head.authority());
    }
    head.authority(host);
  }

  void changeResponse(HttpExchange exchange, ResponseHead head) {
    changeResponse(found, choice, exchange, head);
  }

  static void changeResponse(
      RouteTable.Found found,
      @Nullable ClusterChoice choice,
      HttpExchange exchange,
      ResponseHead head) {
    ExchangeValues values = new ExchangeValues(exchange);
    HeaderMutations innermost = choice == null ? HeaderMutations.NONE : choice.headers();
    HeaderChanges.response(innermost, head.headers(), values);
    HeaderChanges.response(found.route().headers(), head.headers(), values);
    HeaderChanges.response(found.host().headers(), head.headers(), values);
    HeaderChanges.response(found.table().configuration().headers(), head.headers(), values);
  }

  /** The time limit of the whole request; zero is none. */
  Duration timeout(RequestHead head) {
    Duration maximum = forward.maxGrpcTimeout();
    if (maximum != null && RouteMatcher.isGrpc(head.headers())) {
      @Nullable Duration asked = GrpcTimeout.parse(head.headers().get("grpc-timeout"));
      if (asked == null) {
        return maximum;
      }
      return maximum.isPositive() && asked.compareTo(maximum) > 0 ? maximum : asked;
    }
    return forward.timeout();
  }
}
