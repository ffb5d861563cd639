package io.meshwright.operator.sessions.grpc;

import io.grpc.stub.StreamObserver;
import io.meshwright.operator.sessions.ProxyTraffic;
import io.meshwright.xds.proto.operator.v1.LatencyBucket;
import io.meshwright.xds.proto.operator.v1.ReadTrafficRequest;
import io.meshwright.xds.proto.operator.v1.RequestCounts;
import io.meshwright.xds.proto.operator.v1.RequestOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a replica says of two proxies, and what that means. */
final class ToldTraffic {

  static final List<ProxyTraffic> MEANT =
      List.of(
          new ProxyTraffic(
              "cart-1",
              "shop",
              List.of(
                  new ProxyTraffic.Counts(
                      true,
                      "cart",
                      List.of(new ProxyTraffic.Outcome(503, "", "UF", 7)),
                      new TreeMap<>(Map.of(Double.POSITIVE_INFINITY, 7L)))),
              Optional.empty()),
          new ProxyTraffic("cart-2", "shop", List.of(), Optional.of("is stuck")));

  private ToldTraffic() {}

  static void tell(
      ReadTrafficRequest request,
      StreamObserver<io.meshwright.xds.proto.operator.v1.ProxyTraffic> observer) {
    observer.onNext(
        io.meshwright.xds.proto.operator.v1.ProxyTraffic.newBuilder()
            .setNode("cart-1")
            .setNamespace("shop")
            .addCounts(
                RequestCounts.newBuilder()
                    .setDirection(RequestCounts.Direction.INBOUND)
                    .setWorkload("cart")
                    .addOutcomes(
                        RequestOutcome.newBuilder()
                            .setResponseCode(503)
                            .setResponseFlags("UF")
                            .setRequests(7))
                    .addLatency(
                        LatencyBucket.newBuilder()
                            .setUpperBound(Double.POSITIVE_INFINITY)
                            .setRequests(7)))
            .build());
    observer.onNext(
        io.meshwright.xds.proto.operator.v1.ProxyTraffic.newBuilder()
            .setNode("cart-2")
            .setNamespace("shop")
            .setProblem("is stuck")
            .build());
    observer.onCompleted();
  }
}
