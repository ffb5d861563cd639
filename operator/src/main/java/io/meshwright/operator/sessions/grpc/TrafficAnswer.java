package io.meshwright.operator.sessions.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.meshwright.operator.sessions.ProxyTraffic;
import io.meshwright.operator.sessions.ProxyTraffic.Counts;
import io.meshwright.operator.sessions.ProxyTraffic.Outcome;
import io.meshwright.xds.proto.operator.v1.LatencyBucket;
import io.meshwright.xds.proto.operator.v1.RequestCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Collects what one replica says of its proxies. Called by one thread at a time. */
final class TrafficAnswer
    implements StreamObserver<io.meshwright.xds.proto.operator.v1.ProxyTraffic> {

  /** Of one replica; more would be no control plane of ours. */
  private static final int MOST_PROXIES = 50_000;

  private final List<ProxyTraffic> proxies = new ArrayList<>();
  private final CompletableFuture<List<ProxyTraffic>> traffic = new CompletableFuture<>();

  CompletableFuture<List<ProxyTraffic>> traffic() {
    return traffic;
  }

  @Override
  public void onNext(io.meshwright.xds.proto.operator.v1.ProxyTraffic told) {
    if (proxies.size() == MOST_PROXIES) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("more than %d proxies".formatted(MOST_PROXIES))
          .asRuntimeException();
    }
    proxies.add(
        new ProxyTraffic(
            told.getNode(),
            told.getNamespace(),
            told.getCountsList().stream().map(TrafficAnswer::counts).toList(),
            told.getProblem().isEmpty() ? Optional.empty() : Optional.of(told.getProblem())));
  }

  private static Counts counts(RequestCounts told) {
    NavigableMap<Double, Long> latency = new TreeMap<>();
    for (LatencyBucket bucket : told.getLatencyList()) {
      latency.merge(bucket.getUpperBound(), bucket.getRequests(), Long::sum);
    }
    return new Counts(
        told.getDirection() == RequestCounts.Direction.INBOUND,
        told.getWorkload(),
        told.getOutcomesList().stream()
            .map(
                outcome ->
                    new Outcome(
                        outcome.getResponseCode(),
                        outcome.getGrpcStatus(),
                        outcome.getResponseFlags(),
                        outcome.getRequests()))
            .toList(),
        latency);
  }

  @Override
  public void onError(Throwable cause) {
    Status status = Status.fromThrowable(cause);
    traffic.completeExceptionally(
        new IllegalStateException(
            status.getCode() == Status.Code.UNIMPLEMENTED
                ? "its version cannot say what proxies have counted"
                : "does not say what proxies have counted: " + status,
            cause));
  }

  @Override
  public void onCompleted() {
    traffic.complete(List.copyOf(proxies));
  }
}
