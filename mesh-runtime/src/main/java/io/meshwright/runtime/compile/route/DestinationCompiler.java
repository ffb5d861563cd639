package io.meshwright.runtime.compile.route;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;
import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.model.traffic.LoadBalancing.HashKey;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.runtime.model.traffic.WeightedDestination;
import io.meshwright.xds.ClusterName;
import java.util.List;
import java.util.SortedMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Writes the clusters of a route (istio-features VS13, VS23, DR8). */
final class DestinationCompiler {

  private static final int PER_MILLION = 10_000;

  private final ProxyScope scope;
  private final ToIntFunction<Destination> portOf;

  DestinationCompiler(ProxyScope scope, ToIntFunction<Destination> portOf) {
    this.scope = scope;
    this.portOf = portOf;
  }

  static FractionalPercent fraction(double percent) {
    return FractionalPercent.newBuilder()
        .setNumerator((int) Math.round(percent * PER_MILLION))
        .setDenominator(FractionalPercent.DenominatorType.MILLION)
        .build();
  }

  void forward(List<WeightedDestination> destinations, RouteAction.Builder action) {
    if (destinations.size() == 1) {
      WeightedDestination only = destinations.getFirst();
      if (only.headers().equals(io.meshwright.runtime.model.traffic.HeaderChanges.NONE)) {
        action.setCluster(cluster(only.destination()));
        return;
      }
    }
    WeightedCluster.Builder weighted = WeightedCluster.newBuilder();
    for (WeightedDestination destination : destinations) {
      WeightedCluster.ClusterWeight.Builder cluster =
          WeightedCluster.ClusterWeight.newBuilder()
              .setName(cluster(destination.destination()))
              .setWeight(uint32(destination.weight()));
      HeaderCompiler.apply(destination.headers(), cluster);
      weighted.addClusters(cluster);
    }
    action.setWeightedClusters(weighted);
  }

  void mirror(List<HttpRule.Mirror> mirrors, RouteAction.Builder action) {
    for (HttpRule.Mirror mirror : mirrors) {
      if (mirror.percent() > 0) {
        action.addRequestMirrorPolicies(
            RouteAction.RequestMirrorPolicy.newBuilder()
                .setCluster(cluster(mirror.destination()))
                .setRuntimeFraction(
                    RuntimeFractionalPercent.newBuilder()
                        .setDefaultValue(fraction(mirror.percent())))
                .setTraceSampled(com.google.protobuf.BoolValue.of(false))
                .setDisableShadowHostSuffixAppend(true));
      }
    }
  }

  /** Adds the key by which hosts are chosen; false if there is none. */
  boolean hash(@Nullable Service service, String subset, int port, RouteAction.Builder action) {
    LoadBalancing balancing =
        service == null
            ? null
            : scope
                .blocks(service, subset, port)
                .map(TrafficPolicy.Blocks::loadBalancing)
                .orElse(null);
    if (!(balancing instanceof LoadBalancing.ConsistentHash(HashKey key, var _, var _))) {
      return false;
    }
    RouteAction.HashPolicy.Builder policy = RouteAction.HashPolicy.newBuilder();
    switch (key) {
      case HashKey.Header(String name) ->
          policy.setHeader(RouteAction.HashPolicy.Header.newBuilder().setHeaderName(name));
      case HashKey.Cookie(
              String name,
              String path,
              java.time.Duration ttl,
              SortedMap<String, String> attributes) -> {
        RouteAction.HashPolicy.Cookie.Builder cookie =
            RouteAction.HashPolicy.Cookie.newBuilder().setName(name).setPath(path);
        if (ttl != null) {
          cookie.setTtl(duration(ttl));
        }
        attributes.forEach(
            (attribute, value) ->
                cookie.addAttributes(
                    RouteAction.HashPolicy.CookieAttribute.newBuilder()
                        .setName(attribute)
                        .setValue(value)));
        policy.setCookie(cookie);
      }
      case HashKey.SourceIp() ->
          policy.setConnectionProperties(
              RouteAction.HashPolicy.ConnectionProperties.newBuilder().setSourceIp(true));
      case HashKey.QueryParameter(String name) ->
          policy.setQueryParameter(
              RouteAction.HashPolicy.QueryParameter.newBuilder().setName(name));
    }
    action.addHashPolicy(policy);
    return true;
  }

  private String cluster(Destination destination) {
    String host =
        scope.service(destination.host()).map(Service::host).orElse(destination.host()).name();
    return ClusterName.outbound(portOf.applyAsInt(destination), destination.subset(), host)
        .toString();
  }
}
