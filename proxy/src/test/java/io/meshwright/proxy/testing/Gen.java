package io.meshwright.proxy.testing;

import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.CircuitLimits;
import io.meshwright.proxy.snapshot.ClientAddressPolicy;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.ForwardedCertificate;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpConnectionManager.RouteSource;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.LoadBalancing;
import io.meshwright.proxy.snapshot.Locality;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.PathPolicy;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.RequestIdPolicy;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.meshwright.proxy.snapshot.RouteTimes;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.snapshot.Timeouts;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.snapshot.VirtualHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes snapshot records with ordinary values. */
public final class Gen {
  public static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  public static final TransportSocket.Raw RAW = new TransportSocket.Raw();

  public static final HttpProtocol.Upstream HTTP_2 =
      new HttpProtocol.Upstream.Http2Only(HttpProtocol.Common.DEFAULT, HttpProtocol.Http2.DEFAULT);
  public static final HttpProtocol.Upstream AS_CLIENT =
      new HttpProtocol.Upstream.SameAsDownstream(
          HttpProtocol.Common.DEFAULT, HttpProtocol.Http1.DEFAULT, HttpProtocol.Http2.DEFAULT);
  public static final HttpProtocol.Upstream BY_ALPN =
      new HttpProtocol.Upstream.ByAlpn(
          HttpProtocol.Common.DEFAULT, HttpProtocol.Http1.DEFAULT, HttpProtocol.Http2.DEFAULT);

  private Gen() {}

  /** A listener on some loopback port with one chain. */
  public static Listener listener(String name, NetworkFilter... filters) {
    return listener(name, RAW, filters);
  }

  public static Listener listener(
      String name, TransportSocket.Downstream transport, NetworkFilter... filters) {
    return listener(
        name,
        List.of(),
        new FilterChain(
            name, FilterChainMatch.ANY, transport, Duration.ofSeconds(15), List.of(filters)));
  }

  /** The listener on other addresses. */
  public static Listener on(Listener listener, Address... addresses) {
    return new Listener(
        listener.name(),
        List.of(addresses),
        listener.bindToPort(),
        listener.useOriginalDestination(),
        listener.transparent(),
        listener.direction(),
        listener.listenerFilters(),
        listener.inspection(),
        listener.filterChains(),
        listener.defaultFilterChain(),
        listener.bufferLimitBytes(),
        listener.accessLogs());
  }

  public static Listener listener(
      String name, List<ListenerFilter> listenerFilters, FilterChain... chains) {
    return new Listener(
        name,
        List.of(new Address.Ip(LOOPBACK, 0)),
        true,
        false,
        false,
        Listener.TrafficDirection.OUTBOUND,
        listenerFilters,
        new Listener.Inspection(Duration.ofSeconds(5), true),
        Arrays.asList(chains),
        null,
        Listener.DEFAULT_BUFFER_LIMIT,
        List.of());
  }

  public static TcpProxy tcp(String cluster) {
    return tcp(cluster, TcpProxy.DEFAULT_IDLE_TIMEOUT);
  }

  /** With another idle timeout. */
  public static TcpProxy tcp(String cluster, Duration idleTimeout) {
    return new TcpProxy(
        "tcp", new ClusterTarget.Single(cluster), idleTimeout, 1, null, false, null, List.of());
  }

  public static HttpConnectionManager http(Route... routes) {
    return http(List.of(), routes);
  }

  /** With these filters before the router. */
  public static HttpConnectionManager http(List<HttpFilter> filters, Route... routes) {
    List<HttpFilter> all = new ArrayList<>();
    all.add(
        HttpFilter.of(
            "istio.stats",
            new HttpFilterConfig.Stats(
                new StatsConfig(true, Duration.ofSeconds(5), List.of(), false))));
    all.addAll(filters);
    all.add(HttpFilter.of("envoy.filters.http.router", new HttpFilterConfig.Router(false)));
    return new HttpConnectionManager(
        "http",
        HttpConnectionManager.Codec.AUTO,
        new RouteSource.Inline(routes(routes)),
        all,
        Timeouts.DEFAULT,
        HttpProtocol.Common.DEFAULT,
        HttpProtocol.Http1.DEFAULT,
        HttpProtocol.Http2.DEFAULT,
        "istio-envoy",
        HttpConnectionManager.ServerHeader.OVERWRITE,
        ClientAddressPolicy.DEFAULT,
        ForwardedCertificate.SANITIZE,
        new PathPolicy(true, false, PathPolicy.EscapedSlashes.KEEP, PathPolicy.StripPort.NO),
        RequestIdPolicy.DEFAULT,
        List.of(new HttpConnectionManager.Upgrade("websocket", true)),
        HttpConnectionManager.DEFAULT_MAX_REQUEST_HEADERS,
        List.of());
  }

  /** The connection manager with other options of HTTP/2. */
  public static HttpConnectionManager withHttp2(
      HttpConnectionManager manager, HttpProtocol.Http2 http2) {
    return with(manager, manager.filters(), http2);
  }

  /** The connection manager with other filters. */
  public static HttpConnectionManager withFilters(
      HttpConnectionManager manager, List<HttpFilter> filters) {
    return with(manager, filters, manager.http2());
  }

  private static HttpConnectionManager with(
      HttpConnectionManager m, List<HttpFilter> filters, HttpProtocol.Http2 http2) {
    return new HttpConnectionManager(
        m.statPrefix(),
        m.codec(),
        m.routes(),
        filters,
        m.timeouts(),
        m.common(),
        m.http1(),
        http2,
        m.serverName(),
        m.serverHeader(),
        m.clientAddress(),
        m.forwardedCertificate(),
        m.paths(),
        m.requestIds(),
        m.upgrades(),
        m.maxRequestHeadersBytes(),
        m.accessLogs());
  }

  public static RouteConfiguration routes(Route... routes) {
    return new RouteConfiguration(
        "routes",
        List.of(
            new VirtualHost(
                "any",
                List.of("*"),
                List.of(routes),
                HeaderMutations.NONE,
                FilterOverrides.NONE,
                List.of(),
                null,
                false,
                true,
                false)),
        HeaderMutations.NONE,
        false,
        FilterOverrides.NONE,
        false);
  }

  public static Route route(String prefix, ClusterTarget target, @Nullable RetryPolicy retry) {
    return route(prefix, target, retry, Duration.ofSeconds(15));
  }

  public static Route route(
      String prefix, ClusterTarget target, @Nullable RetryPolicy retry, Duration timeout) {
    return route(
        prefix,
        new RouteAction.Forward(
            target,
            RouteTimes.of(timeout),
            retry,
            new RouteAction.PathRewrite.Keep(),
            new RouteAction.HostRewrite.Keep(),
            List.of(),
            503,
            List.of(),
            List.of()));
  }

  public static Route route(String prefix, RouteAction action) {
    return new Route(
        "route",
        match(new RouteMatch.Path.Prefix(prefix)),
        action,
        HeaderMutations.NONE,
        FilterOverrides.NONE,
        RateLimitRules.NONE,
        "");
  }

  /** A forwarding action as parsed from one that only names its cluster, to be changed by tests. */
  public static RouteAction.Forward forward(String cluster) {
    return (RouteAction.Forward) route(cluster).action();
  }

  public static Route route(String cluster) {
    return route("/", new ClusterTarget.Single(cluster), null);
  }

  public static RouteMatch match(RouteMatch.Path path) {
    return new RouteMatch(
        path, true, List.of(), List.of(), false, List.of(), RouteMatch.Fraction.ALL);
  }

  public static RetryPolicy retry(int retries, RetryPolicy.On... on) {
    return new RetryPolicy(
        Set.of(on),
        List.of(),
        List.of(),
        List.of(),
        retries,
        null,
        null,
        RetryPolicy.Backoff.of(Duration.ofMillis(1), Duration.ofMillis(5)),
        new RetryPolicy.Placement(true, 5, 0));
  }

  /** The route with what it says of filters. */
  public static Route withFilters(Route route, FilterOverrides filters) {
    return new Route(
        route.name(),
        route.match(),
        route.action(),
        route.headers(),
        filters,
        route.rateLimits(),
        route.configSource());
  }

  /** The route with what rate limits count. */
  public static Route withRateLimits(Route route, RateLimitRules rules) {
    return new Route(
        route.name(),
        route.match(),
        route.action(),
        route.headers(),
        route.filters(),
        rules,
        route.configSource());
  }

  public static ReadyCluster cluster(String name, InetSocketAddress... addresses) {
    return cluster(name, RAW, addresses);
  }

  public static ReadyCluster cluster(
      String name, TransportSocket.Upstream transport, InetSocketAddress... addresses) {
    return cluster(name, transport, Arrays.stream(addresses).map(Gen::endpoint).toList());
  }

  /** A host with these addresses, the preferred first. */
  public static Endpoint endpoint(InetSocketAddress first, InetSocketAddress... more) {
    return new Endpoint(
        ip(first),
        Arrays.stream(more).map(Gen::ip).toList(),
        "",
        1,
        Endpoint.Health.HEALTHY,
        MatchLabels.NONE,
        MatchLabels.NONE,
        null);
  }

  /** A host on a Unix socket. */
  public static Endpoint endpoint(Address.Pipe pipe) {
    return new Endpoint(
        pipe, List.of(), "", 1, Endpoint.Health.HEALTHY, MatchLabels.NONE, MatchLabels.NONE, null);
  }

  private static Address.Ip ip(InetSocketAddress at) {
    return new Address.Ip(at.getAddress(), at.getPort());
  }

  public static ReadyCluster cluster(
      String name, TransportSocket.Upstream transport, List<Endpoint> endpoints) {
    return new ReadyCluster(
        new Cluster(
            name,
            "",
            new Cluster.Discovery.Static(),
            new LoadBalancing(new LoadBalancing.Policy.RoundRobin(null), 0, false),
            Duration.ofSeconds(10),
            new HttpProtocol.Upstream.Http1Only(
                HttpProtocol.Common.DEFAULT, HttpProtocol.Http1.DEFAULT),
            CircuitLimits.DEFAULT,
            null,
            null,
            transport,
            List.of(),
            List.of(),
            null,
            Listener.DEFAULT_BUFFER_LIMIT,
            List.of(),
            "",
            false),
        new EndpointAssignment(
            List.of(new Locality(new Locality.Place("", "", ""), 0, 1, endpoints)),
            EndpointAssignment.DEFAULT_OVERPROVISIONING));
  }
}
