package io.meshwright.runtime.render;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.XdsType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All resources of a proxy: those delivered whole, and those that they refer to by name. Private
 * keys are left out of secrets.
 */
public final class ProxyResources {
  private ProxyResources() {}

  /** By type and name. */
  public static Map<XdsType, SortedMap<String, ? extends Message>> of(
      MeshModel model, ProxyIdentity proxy) {
    ProxyScope scope = new ProxyScope(model, proxy);
    SortedMap<String, ? extends Message> clusters = MeshCompiler.all(XdsType.CLUSTER, scope);
    SortedMap<String, ? extends Message> listeners = MeshCompiler.all(XdsType.LISTENER, scope);
    TreeSet<String> assignments = new TreeSet<>();
    for (Message cluster : clusters.values()) {
      if (((Cluster) cluster).getType() == Cluster.DiscoveryType.EDS) {
        assignments.add(((Cluster) cluster).getName());
      }
    }
    Set<String> routes = new TreeSet<>();
    listeners.values().forEach(listener -> addRoutes((Listener) listener, routes));
    Map<XdsType, SortedMap<String, ? extends Message>> all = new EnumMap<>(XdsType.class);
    all.put(XdsType.CLUSTER, clusters);
    all.put(XdsType.ENDPOINT, MeshCompiler.named(XdsType.ENDPOINT, assignments, scope));
    all.put(XdsType.LISTENER, listeners);
    all.put(XdsType.ROUTE, MeshCompiler.named(XdsType.ROUTE, routes, scope));
    SortedMap<String, ? extends Message> extensions =
        MeshCompiler.named(
            XdsType.EXTENSION_CONFIG, ExtensionReferences.in(listeners.values()), scope);
    if (!extensions.isEmpty()) {
      all.put(XdsType.EXTENSION_CONFIG, extensions);
    }
    SortedMap<String, Secret> secrets = secrets(List.of(clusters, listeners), scope);
    if (!secrets.isEmpty()) {
      all.put(XdsType.SECRET, secrets);
    }
    if (proxy.resolvesNames()) {
      all.put(XdsType.NAME_TABLE, MeshCompiler.all(XdsType.NAME_TABLE, scope));
    }
    return all;
  }

  /**
   * Those that a proxy that may have them would ask the control plane for; without private keys.
   */
  private static SortedMap<String, Secret> secrets(
      List<SortedMap<String, ? extends Message>> referring, ProxyScope scope) {
    Set<String> names = new TreeSet<>();
    referring.forEach(resources -> names.addAll(SecretReferences.in(resources.values())));
    SortedMap<String, Secret> secrets = new TreeMap<>();
    MeshCompiler.named(XdsType.SECRET, names, scope)
        .forEach((name, secret) -> secrets.put(name, SecretReferences.redacted((Secret) secret)));
    return secrets;
  }

  private static void addRoutes(Listener listener, Set<String> routes) {
    List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
    chains.add(listener.getDefaultFilterChain());
    for (FilterChain chain : chains) {
      for (Filter filter : chain.getFiltersList()) {
        Any config = filter.getTypedConfig();
        if (config.is(HttpConnectionManager.class)) {
          try {
            HttpConnectionManager manager = config.unpack(HttpConnectionManager.class);
            if (manager.hasRds()) {
              routes.add(manager.getRds().getRouteConfigName());
            }
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
  }
}
