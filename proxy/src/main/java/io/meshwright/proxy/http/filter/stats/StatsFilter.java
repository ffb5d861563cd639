package io.meshwright.proxy.http.filter.stats;

import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.telemetry.IstioLabels;
import io.meshwright.proxy.telemetry.MeshLabels;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.meshwright.proxy.tls.PeerIdentity;
import org.jspecify.annotations.Nullable;

/** Counts the exchange when it is over. */
final class StatsFilter implements Filter {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpExchange exchange;
  private final StatsConfig config;
  private final SelfDescription self;

  StatsFilter(HttpExchange exchange, StatsConfig config, SelfDescription self) {
    this.exchange = exchange;
    this.config = config;
    this.self = self;
  }

  @Override
  public void complete() {
    exchange
        .worker()
        .metrics()
        .request(
            labels(),
            exchange.record().durationNanos() / NANOS_PER_MILLI,
            exchange.record().requestBytes(),
            exchange.record().responseBytes());
  }

  private IstioLabels labels() {
    @Nullable ResponseHead response = exchange.response();
    boolean grpc = RouteMatcher.isGrpc(exchange.request().headers());
    int status = response == null ? 0 : response.status();
    return switch (exchange.connection().direction()) {
      case INBOUND -> {
        @Nullable PeerIdentity peer = exchange.connection().peer();
        @Nullable WorkloadMetadata client = exchange.downstreamPeer();
        yield new IstioLabels(
            "destination",
            client == null ? WorkloadMetadata.UNKNOWN : client,
            self.workload(),
            MeshLabels.principal(peer),
            MeshLabels.ownPrincipal(peer, exchange.worker().config().snapshot().secrets()),
            MeshLabels.inboundService(
                exchange.upstream().cluster(), exchange.request().authority(), config),
            grpc ? "grpc" : "http",
            status,
            grpc ? grpcStatus(response) : "",
            exchange.record().flags(),
            MeshLabels.securityPolicy(exchange.connection().tls(), peer));
      }
      case OUTBOUND, UNSPECIFIED -> {
        @Nullable WorkloadMetadata server = exchange.upstream().peer();
        String principal = MeshLabels.principal(exchange.upstream().identity());
        boolean mutual = !principal.equals(WorkloadMetadata.UNKNOWN_VALUE);
        yield new IstioLabels(
            "source",
            self.workload(),
            server == null ? MeshLabels.workload(exchange.upstream().endpoint()) : server,
            mutual
                ? MeshLabels.own(exchange.worker().config().snapshot().secrets())
                : WorkloadMetadata.UNKNOWN_VALUE,
            principal,
            MeshLabels.service(
                exchange.upstream().cluster(), exchange.request().authority(), config),
            grpc ? "grpc" : "http",
            status,
            grpc ? grpcStatus(response) : "",
            exchange.record().flags(),
            WorkloadMetadata.UNKNOWN_VALUE);
      }
    };
  }

  private String grpcStatus(@Nullable ResponseHead response) {
    @Nullable String status = GrpcStatus.of(response, exchange.record().trailers());
    return status == null ? "" : status;
  }
}
