package io.meshwright.runtime.compile;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshwright.runtime.compile.cluster.ClusterCompiler;
import io.meshwright.runtime.compile.endpoint.EndpointCompiler;
import io.meshwright.runtime.compile.gateway.GatewayListenerCompiler;
import io.meshwright.runtime.compile.gateway.GatewayRouteCompiler;
import io.meshwright.runtime.compile.gateway.SecretCompiler;
import io.meshwright.runtime.compile.listener.InboundListenerCompiler;
import io.meshwright.runtime.compile.listener.OutboundListenerCompiler;
import io.meshwright.runtime.compile.names.NameTableCompiler;
import io.meshwright.runtime.compile.patch.ExtensionConfigs;
import io.meshwright.runtime.compile.patch.ResourcePatches;
import io.meshwright.runtime.compile.patch.ResourcePatches.Side;
import io.meshwright.runtime.compile.route.RouteCompiler;
import io.meshwright.runtime.compile.route.RouteParts;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.xds.XdsType;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The door to all compilers. */
public final class MeshCompiler {
  private MeshCompiler() {}

  /** All resources of a type that is delivered whole, by name. */
  public static SortedMap<String, Message> all(XdsType type, ProxyScope scope) {
    SortedMap<String, Message> resources = new TreeMap<>(shared(type, scope));
    resources.putAll(own(type, scope));
    return resources;
  }

  /**
   * Those of them that are equal for all proxies with the same {@link
   * io.meshwright.runtime.compile.scope.Kinship#shared} identity.
   */
  public static SortedMap<String, ? extends Message> shared(XdsType type, ProxyScope scope) {
    return switch (type) {
      case CLUSTER ->
          ResourcePatches.clusters(scope, Side.OUTBOUND, ClusterCompiler.outbound(scope));
      case LISTENER ->
          ResourcePatches.listeners(
              scope,
              Side.OUTBOUND,
              scope.proxy().router()
                  ? GatewayListenerCompiler.compile(scope)
                  : OutboundListenerCompiler.compile(scope));
      case NAME_TABLE -> NameTableCompiler.compile(scope);
      case ENDPOINT, ROUTE, EXTENSION_CONFIG, SECRET -> new TreeMap<String, Message>();
    };
  }

  /** Those of them that are the proxy's alone: about its own application. */
  public static SortedMap<String, ? extends Message> own(XdsType type, ProxyScope scope) {
    return switch (type) {
      case CLUSTER -> ResourcePatches.clusters(scope, Side.INBOUND, ClusterCompiler.inbound(scope));
      case LISTENER -> ResourcePatches.listeners(scope, Side.INBOUND, inbound(scope));
      case ENDPOINT, ROUTE, EXTENSION_CONFIG, SECRET, NAME_TABLE -> new TreeMap<String, Message>();
    };
  }

  private static SortedMap<String, Listener> inbound(ProxyScope scope) {
    return scope.proxy().router() ? new TreeMap<>() : InboundListenerCompiler.compile(scope);
  }

  /** The routes of a name, encoded: parts that one after the other are the resource. */
  public static List<ByteString> encodedRoutes(ProxyScope scope, String name) {
    return RouteParts.encode(routes(scope, name));
  }

  private static RouteConfiguration routes(ProxyScope scope, String name) {
    RouteConfiguration compiled =
        scope.proxy().router()
            ? GatewayRouteCompiler.compile(scope, name)
            : RouteCompiler.compile(scope, name);
    return ResourcePatches.ofRoutes(scope).apply(compiled);
  }

  /**
   * Resources of a type that is asked for by name. Each name is answered, if need be with an empty
   * resource, so that no client waits for ever; only secrets and extensions may not exist. Whether
   * the proxy may have secrets is not asked here.
   */
  public static SortedMap<String, Message> named(
      XdsType type, Collection<String> names, ProxyScope scope) {
    SortedMap<String, Message> resources = new TreeMap<>();
    switch (type) {
      case ENDPOINT -> names.forEach(n -> resources.put(n, EndpointCompiler.compile(scope, n)));
      case ROUTE -> names.forEach(n -> resources.put(n, routes(scope, n)));
      case CLUSTER, LISTENER, NAME_TABLE -> {
        resources.putAll(all(type, scope));
        resources.keySet().retainAll(names);
      }
      case EXTENSION_CONFIG -> {
        resources.putAll(ExtensionConfigs.of(scope));
        resources.keySet().retainAll(names);
      }
      case SECRET ->
          names.forEach(
              n -> SecretCompiler.compile(scope, n).ifPresent(found -> resources.put(n, found)));
    }
    return resources;
  }
}
