package io.meshwright.proxy.http.filter.grpcstats;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Counts one call, when it is over: what it was depends on the cluster and the trailers. */
final class GrpcStatsFilter implements Filter {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final String OK = "0";

  private final HttpExchange exchange;
  private final HttpFilterConfig.GrpcStats config;
  private final MessageCounter requestMessages = new MessageCounter();
  private final MessageCounter responseMessages = new MessageCounter();
  private boolean grpc;
  private @Nullable String service;
  private String method = "";
  private long requests;
  private long responses;

  GrpcStatsFilter(HttpExchange exchange, HttpFilterConfig.GrpcStats config) {
    this.exchange = exchange;
    this.config = config;
  }

  @Override
  public Verdict request(RequestHead head) {
    grpc = RouteMatcher.isGrpc(head.headers());
    if (grpc) {
      name(head.path());
    }
    return Verdict.CONTINUE;
  }

  /** {@code /SERVICE/METHOD}; what has another form is counted for its cluster only. */
  private void name(String path) {
    int query = path.indexOf('?');
    String full = query < 0 ? path : path.substring(0, query);
    int slash = full.indexOf('/', 1);
    if (slash > 1 && slash < full.length() - 1 && full.indexOf('/', slash + 1) < 0) {
      String found = full.substring(1, slash);
      method = full.substring(slash + 1);
      if (config.methods().contain(found, method)) {
        service = config.dotsReplaced() ? found.replace('.', '_') : found;
      }
    }
  }

  @Override
  public ByteBuf requestData(ByteBuf data, boolean end) {
    if (grpc) {
      requests += requestMessages.inspect(data);
    }
    return data;
  }

  @Override
  public ByteBuf responseData(ByteBuf data, boolean end) {
    if (grpc) {
      responses += responseMessages.inspect(data);
    }
    return data;
  }

  @Override
  public void complete() {
    @Nullable Cluster cluster = exchange.upstream().cluster();
    if (!grpc || cluster == null) {
      return;
    }
    String name = cluster.altStatName().isEmpty() ? cluster.name() : cluster.altStatName();
    count(name, "request_message_count", requests);
    count(name, "response_message_count", responses);
    @Nullable String status = GrpcStatus.of(exchange.response(), exchange.record().trailers());
    if (status != null) {
      count(name, GrpcStatus.known(status) ? status : "invalid", 1);
      count(name, status.equals(OK) ? "success" : "failure", 1);
      count(name, "total", 1);
    }
    if (config.times() && exchange.record().responseComplete()) {
      exchange
          .worker()
          .metrics()
          .filterTimes(metric(name, "upstream_rq_time"))
          .observe(exchange.record().durationNanos() / NANOS_PER_MILLI);
    }
  }

  private void count(String cluster, String name, long by) {
    if (by > 0) {
      exchange.worker().metrics().filter(metric(cluster, name)).add(by);
    }
  }

  private FilterMetric metric(String cluster, String name) {
    return service == null
        ? FilterMetric.grpc(name, cluster)
        : FilterMetric.grpc(name, cluster, service, method);
  }
}
