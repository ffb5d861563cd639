package io.meshwright.runtime.model.traffic;

import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import java.util.List;
import java.util.Map;

/**
 * A DestinationRule, parsed; or several of the same host merged (istio-features DR2).
 *
 * @param workloadSelector labels of the clients to which it applies; empty for all
 */
public record DestinationPolicy(
    Origin origin,
    Hostname host,
    TrafficPolicy policy,
    List<Subset> subsets,
    ExportTo exportTo,
    Map<String, String> workloadSelector) {

  /** A part of the service; its policy has inherited nothing yet. */
  public record Subset(String name, Map<String, String> labels, TrafficPolicy policy) {}
}
