package io.meshwright.proxy.http.filter.router;

import com.google.re2j.Pattern;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.filter.ExchangeValues;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.grpc.GrpcTimeout;
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
import io.meshwright.proxy.snapshot.RouteTimes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route and the cluster chosen from it do to a request and its response. */
record ForwardPlan(
    RouteTable.Found found,
    RouteAction.Forward forward,
    ClusterChoice choice,
    boolean suppressEnvoyHeaders) {

  /** Changes that hold for all attempts: those of headers first, then the rewrites. */
  void changeRequest(HttpExchange exchange, RequestHead head) {
    ExchangeValues values = new ExchangeValues(exchange);
    for (HeaderMutations level : levels(found, choice)) {
      HeaderChanges.request(level, head, values);
    }
    String before = head.path();
    if (!(forward.path() instanceof PathRewrite.Keep)) {
      head.path(PathChanges.rewrite(forward.path(), found.route().match(), before));
      if (!suppressEnvoyHeaders && !head.path().equals(before)) {
        head.headers().set("x-envoy-original-path", before);
      }
    }
    changeHost(head, before);
    Duration timeout = timeout(head);
    if (timeout.isPositive()) {
      if (!suppressEnvoyHeaders) {
        head.headers().set("x-envoy-expected-rq-timeout-ms", Long.toString(timeout.toMillis()));
      }
      if (forward.times().grpcMaximum() != null && RouteMatcher.isGrpc(head.headers())) {
        // the server should know how long it will be waited for
        head.headers().set("grpc-timeout", GrpcTimeout.format(timeout));
      }
    }
  }

  /** The levels of header changes in the order in which they are applied. */
  private static List<HeaderMutations> levels(
      RouteTable.Found found, @Nullable ClusterChoice choice) {
    List<HeaderMutations> innermostFirst =
        List.of(
            choice == null ? HeaderMutations.NONE : choice.headers(),
            found.route().headers(),
            found.host().headers(),
            found.table().configuration().headers());
    return found.table().configuration().innermostHeadersWin()
        ? innermostFirst.reversed()
        : innermostFirst;
  }

  /** A host of the weighted choice stands before the route's. */
  private void changeHost(RequestHead head, String originalPath) {
    if (!choice.host().isEmpty()) {
      replaceHost(head, choice.host(), false);
      return;
    }
    switch (forward.host()) {
      case HostRewrite.Literal(String host, boolean append) -> replaceHost(head, host, append);
      case HostRewrite.Header(String name, boolean append) -> {
        @Nullable String host = head.headers().get(name);
        if (host != null && !host.isEmpty()) {
          replaceHost(head, host, append);
        }
      }
      case HostRewrite.PathRegex(Pattern pattern, String substitution, boolean append) -> {
        int query = originalPath.indexOf('?');
        String path = query < 0 ? originalPath : originalPath.substring(0, query);
        replaceHost(head, PathChanges.replaceAll(pattern, path, substitution), append);
      }
      case HostRewrite.Keep(), HostRewrite.Upstream _ -> {
        // stays, or is known with the attempt's host only
      }
    }
  }

  /** The request's head as the attempt sends it: its own one only where the host changes it. */
  RequestHead forAttempt(HttpExchange exchange) {
    RequestHead head = exchange.request();
    if (found.host().attemptCountInRequest()) {
      head.headers().set("x-envoy-attempt-count", Integer.toString(exchange.upstream().attempts()));
    }
    if (choice.host().isEmpty() && forward.host() instanceof HostRewrite.Upstream(boolean append)) {
      @Nullable Endpoint endpoint = exchange.upstream().endpoint();
      if (endpoint != null && !endpoint.hostName().isEmpty()) {
        RequestHead own = head.copy();
        replaceHost(own, endpoint.hostName(), append);
        return own;
      }
    }
    return head;
  }

  private void replaceHost(RequestHead head, String host, boolean append) {
    if (!suppressEnvoyHeaders) {
      head.headers().set("x-envoy-original-host", head.authority());
    }
    if (append) {
      head.headers().add("x-forwarded-host", head.authority());
    }
    head.authority(host);
  }

  void changeResponse(HttpExchange exchange, ResponseHead head) {
    if (found.host().attemptCountInResponse()) {
      head.headers().set("x-envoy-attempt-count", Integer.toString(exchange.upstream().attempts()));
    }
    changeResponse(found, choice, exchange, head);
  }

  static void changeResponse(
      RouteTable.Found found,
      @Nullable ClusterChoice choice,
      HttpExchange exchange,
      ResponseHead head) {
    ExchangeValues values = new ExchangeValues(exchange);
    for (HeaderMutations level : levels(found, choice)) {
      HeaderChanges.response(level, head.headers(), values);
    }
  }

  /** The time limit of the whole request from its last byte; zero is none. */
  Duration timeout(RequestHead head) {
    RouteTimes times = forward.times();
    if (times.stream() != null) {
      // the limit of the stream takes its place
      return Duration.ZERO;
    }
    Duration maximum = times.grpcMaximum();
    if (maximum != null && RouteMatcher.isGrpc(head.headers())) {
      return grpcTimeout(head, maximum);
    }
    return times.total();
  }

  private static Duration grpcTimeout(RequestHead head, Duration maximum) {
    @Nullable Duration asked = GrpcTimeout.parse(head.headers().get("grpc-timeout"));
    if (asked == null) {
      return maximum;
    }
    return maximum.isPositive() && asked.compareTo(maximum) > 0 ? maximum : asked;
  }

  /**
   * How long the stream may last from its first byte; zero is no limit.
   *
   * @param ofManager the connection manager's; absent is none
   */
  Duration streamLimit(RequestHead head, @Nullable Duration ofManager) {
    RouteTimes.@Nullable StreamLimit limit = forward.times().stream();
    Duration otherwise = ofManager == null ? Duration.ZERO : ofManager;
    if (limit == null) {
      return otherwise;
    }
    Duration grpcMaximum = limit.grpcMaximum();
    if (grpcMaximum != null
        && RouteMatcher.isGrpc(head.headers())
        && head.headers().contains("grpc-timeout")) {
      Duration asked = grpcTimeout(head, grpcMaximum);
      return asked.compareTo(limit.grpcOffset()) > 0 ? asked.minus(limit.grpcOffset()) : asked;
    }
    Duration own = limit.maximum();
    return own == null ? otherwise : own;
  }
}
