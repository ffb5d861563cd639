package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.traffic.WorkloadTraffic;
import io.meshwright.xds.proto.operator.v1.LatencyBucket;
import io.meshwright.xds.proto.operator.v1.RequestCounts;
import io.meshwright.xds.proto.operator.v1.RequestOutcome;

/** Traffic as the operator's API tells it. */
final class TrafficMessages {

  private TrafficMessages() {}

  static RequestCounts counts(WorkloadTraffic traffic) {
    RequestCounts.Builder counts =
        RequestCounts.newBuilder()
            .setDirection(
                switch (traffic.direction()) {
                  case INBOUND -> RequestCounts.Direction.INBOUND;
                  case OUTBOUND -> RequestCounts.Direction.OUTBOUND;
                })
            .setWorkload(traffic.workload());
    traffic
        .outcomes()
        .forEach(
            (outcome, requests) ->
                counts.addOutcomes(
                    RequestOutcome.newBuilder()
                        .setResponseCode(outcome.code())
                        .setGrpcStatus(outcome.grpcStatus())
                        .setResponseFlags(outcome.flags())
                        .setRequests(requests)));
    traffic
        .latency()
        .forEach(
            (bound, requests) ->
                counts.addLatency(
                    LatencyBucket.newBuilder().setUpperBound(bound).setRequests(requests)));
    return counts.build();
  }
}
