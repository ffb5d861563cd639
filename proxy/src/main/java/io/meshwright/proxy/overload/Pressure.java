package io.meshwright.proxy.overload;

import io.meshwright.proxy.snapshot.OverloadPolicy.Resource;
import java.util.Map;

/** How much of each resource is used, as a share; what is not known is 0. */
record Pressure(Map<Resource, Double> shares) {
  static final Pressure NONE = new Pressure(Map.of());

  Pressure {
    shares = Map.copyOf(shares);
  }

  double of(Resource resource) {
    return shares.getOrDefault(resource, 0.0);
  }
}
