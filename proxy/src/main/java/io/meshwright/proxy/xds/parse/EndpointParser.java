package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.Endpoint.Health;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.proxy.snapshot.Locality;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** {@code envoy.config.endpoint.v3.ClusterLoadAssignment}. */
final class EndpointParser {
  private static final int MAX_PRIORITY = 128;

  private EndpointParser() {}

  static EndpointAssignment parse(ClusterLoadAssignment proto, Where where) throws ConfigException {
    List<Locality> localities = new ArrayList<>(proto.getEndpointsCount());
    for (int i = 0; i < proto.getEndpointsCount(); i++) {
      localities.add(locality(proto.getEndpoints(i), where.item("endpoints", i)));
    }
    return new EndpointAssignment(
        localities,
        proto.getPolicy().hasOverprovisioningFactor()
            ? Values.intOf(
                proto.getPolicy().getOverprovisioningFactor().getValue(),
                1,
                where.field("policy.overprovisioning_factor"))
            : EndpointAssignment.DEFAULT_OVERPROVISIONING);
  }

  private static Locality locality(LocalityLbEndpoints proto, Where where) throws ConfigException {
    List<Endpoint> endpoints = new ArrayList<>(proto.getLbEndpointsCount());
    for (int i = 0; i < proto.getLbEndpointsCount(); i++) {
      endpoints.add(endpoint(proto.getLbEndpoints(i), where.item("lb_endpoints", i)));
    }
    int priority = proto.getPriority();
    if (priority < 0 || priority > MAX_PRIORITY) {
      throw where
          .field("priority")
          .error(Integer.toUnsignedString(priority), "0 to " + MAX_PRIORITY);
    }
    return new Locality(
        new Locality.Place(
            proto.getLocality().getRegion(),
            proto.getLocality().getZone(),
            proto.getLocality().getSubZone()),
        priority,
        Values.longOr(proto.hasLoadBalancingWeight(), proto.getLoadBalancingWeight(), 0),
        endpoints);
  }

  private static Endpoint endpoint(LbEndpoint proto, Where where) throws ConfigException {
    Where there = where.field("endpoint");
    long weight = Values.longOr(proto.hasLoadBalancingWeight(), proto.getLoadBalancingWeight(), 1);
    if (weight == 0) {
      throw where.field("load_balancing_weight").error("0", "1 or more");
    }
    List<Address.Ip> additional = new ArrayList<>();
    for (int i = 0; i < proto.getEndpoint().getAdditionalAddressesCount(); i++) {
      additional.add(
          AddressParser.ip(
              proto.getEndpoint().getAdditionalAddresses(i).getAddress(),
              there.item("additional_addresses", i).field("address")));
    }
    return new Endpoint(
        AddressParser.endpoint(proto.getEndpoint().getAddress(), there.field("address")),
        additional,
        proto.getEndpoint().getHostname(),
        weight,
        health(proto.getHealthStatus()),
        MetadataReader.transportLabels(proto.getMetadata()),
        MetadataReader.subsetLabels(proto.getMetadata()),
        MetadataReader.workload(proto.getMetadata()));
  }

  private static Health health(HealthStatus status) {
    return switch (status) {
      case UNKNOWN, HEALTHY -> Health.HEALTHY;
      case DRAINING -> Health.DRAINING;
      case TIMEOUT -> Health.TIMEOUT;
      case DEGRADED -> Health.DEGRADED;
      case UNHEALTHY, UNRECOGNIZED -> Health.UNHEALTHY;
    };
  }
}
