package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.traffic.WorkloadTraffic;
import io.meshwright.xds.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks proxies what they have counted. */
@FunctionalInterface
public interface TrafficSource {

  /** Asks one; fails with a message for operators. May be cancelled. */
  CompletableFuture<List<WorkloadTraffic>> of(NodeId node, Duration timeout);
}
