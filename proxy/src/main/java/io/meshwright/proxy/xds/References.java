package io.meshwright.proxy.xds;

import io.meshwright.proxy.dns.DnsEndpoints;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpConnectionManager.RouteSource;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.JwtAuthentication;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.snapshot.TransportSocket.Certificate;
import io.meshwright.proxy.snapshot.TransportSocket.TlsContext;
import io.meshwright.proxy.snapshot.TransportSocket.TrustedRoots;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.meshwright.proxy.xds.parse.ParsedResource;
import io.meshwright.xds.XdsType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which resources a resource names. */
final class References {
  private References() {}

  /** Clusters whose endpoints are names. */
  static Map<String, DnsEndpoints.Source> names(ResourceStore store) {
    Map<String, DnsEndpoints.Source> sources = new HashMap<>();
    for (Held held : store.all(XdsType.CLUSTER)) {
      if (held.parsed() instanceof ParsedResource.OfCluster(Cluster cluster, var endpoints)
          && cluster.discovery() instanceof Cluster.Discovery.Dns dns) {
        sources.put(held.name(), new DnsEndpoints.Source(dns, endpoints));
      }
    }
    return sources;
  }

  /** Route configurations that a listener discovers. */
  static Set<String> routes(Listener listener) {
    Set<String> names = new HashSet<>();
    chains(listener)
        .flatMap(chain -> chain.filters().stream())
        .forEach(
            filter -> {
              if (filter instanceof HttpConnectionManager manager
                  && manager.routes() instanceof RouteSource.Discovered(String name)) {
                names.add(name);
              }
            });
    return names;
  }

  static Set<String> secrets(Listener listener) {
    Set<String> names = new HashSet<>();
    chains(listener).forEach(chain -> addSecrets(chain.transport(), names));
    return names;
  }

  static Set<String> secrets(Cluster cluster) {
    Set<String> names = new HashSet<>();
    addSecrets(cluster.transport(), names);
    cluster.transportMatches().forEach(match -> addSecrets(match.transport(), names));
    return names;
  }

  /** Clusters that the filters of a listener and its inline routes name. */
  static Set<String> clusters(Listener listener) {
    Set<String> names = new HashSet<>();
    for (FilterChain chain : chains(listener).toList()) {
      for (NetworkFilter filter : chain.filters()) {
        switch (filter) {
          case io.meshwright.proxy.snapshot.TcpProxy tcp -> addTarget(tcp.target(), names);
          case HttpConnectionManager manager -> {
            if (manager.routes() instanceof RouteSource.Inline(RouteConfiguration routes)) {
              names.addAll(clusters(routes));
            }
            for (HttpFilter http : manager.filters()) {
              addAsked(http.config(), names);
            }
          }
          case NetworkFilter.Stats _, NetworkFilter.Rbac _, NetworkFilter.LocalRateLimited _ -> {}
        }
      }
    }
    return names;
  }

  /** Clusters that a filter asks. */
  private static void addAsked(HttpFilterConfig filter, Set<String> names) {
    if (filter instanceof HttpFilterConfig.ExtAuthz(var authorization)) {
      names.add(authorization.service().cluster());
    }
    if (filter instanceof HttpFilterConfig.RateLimited(var limit)) {
      names.add(limit.service().cluster());
    }
    if (filter instanceof HttpFilterConfig.JwtAuthn(var authentication)) {
      authentication.rules().forEach(rule -> addKeys(rule.requirement(), names));
      authentication.named().values().forEach(requirement -> addKeys(requirement, names));
    }
  }

  private static void addKeys(Requirement requirement, Set<String> names) {
    switch (requirement) {
      case Requirement.Nothing() -> {}
      case Requirement.Of(JwtProvider provider, var _) -> addKeys(provider, names);
      case Requirement.AnyOf(var some) -> some.forEach(each -> addKeys(each, names));
      case Requirement.AllOf(var all) -> all.forEach(each -> addKeys(each, names));
      case Requirement.Optionally(var providers, boolean _) ->
          providers.forEach(provider -> addKeys(provider, names));
    }
  }

  private static void addKeys(JwtProvider provider, Set<String> names) {
    if (provider.keys() instanceof JwtAuthentication.Keys.Remote remote) {
      names.add(remote.cluster());
    }
  }

  static Set<String> clusters(RouteConfiguration routes) {
    Set<String> names = new HashSet<>();
    routes.virtualHosts().stream()
        .flatMap(host -> host.routes().stream())
        .forEach(
            route -> {
              if (route.action() instanceof RouteAction.Forward forward) {
                addTarget(forward.target(), names);
                forward.mirrors().forEach(mirror -> names.add(mirror.cluster()));
              }
            });
    return names;
  }

  private static void addTarget(ClusterTarget target, Set<String> names) {
    switch (target) {
      case ClusterTarget.Single(String cluster, MatchLabels _) -> names.add(cluster);
      case ClusterTarget.Weighted(List<ClusterTarget.WeightedCluster> clusters, long _) ->
          clusters.forEach(cluster -> names.add(cluster.cluster()));
    }
  }

  private static Stream<FilterChain> chains(Listener listener) {
    return Stream.concat(
        listener.filterChains().stream(), Stream.ofNullable(listener.defaultFilterChain()));
  }

  private static void addSecrets(TransportSocket socket, Set<String> names) {
    switch (socket) {
      case TransportSocket.Raw() -> {}
      case TransportSocket.ServerTls(TlsContext context, boolean _) -> addSecrets(context, names);
      case TransportSocket.ClientTls(TlsContext context, String _) -> addSecrets(context, names);
      case TransportSocket.ProxyProtocol(int _, var inner) -> addSecrets(inner, names);
    }
  }

  private static void addSecrets(TlsContext context, Set<String> names) {
    for (Certificate certificate : context.certificates()) {
      if (certificate instanceof Certificate.Named(String secret)) {
        names.add(secret);
      }
    }
    if (context.validation()
        instanceof Validation.Roots(TrustedRoots.Named(String secret), var _)) {
      names.add(secret);
    }
  }
}
