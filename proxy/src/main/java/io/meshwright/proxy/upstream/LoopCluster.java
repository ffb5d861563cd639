package io.meshwright.proxy.upstream;

import io.meshwright.proxy.http.codec.WireVersion;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.HealthCheck;
import io.meshwright.proxy.snapshot.HttpFilterConfig.UpstreamProtocol;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.snapshot.TransportSocket.ClientTls;
import io.meshwright.proxy.telemetry.ClusterCounters;
import io.meshwright.proxy.tls.TlsContexts;
import io.meshwright.proxy.upstream.connect.Carried;
import io.meshwright.proxy.upstream.connect.ConnectLayer;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.meshwright.proxy.upstream.connect.KeptSource;
import io.meshwright.proxy.upstream.connect.ProxyProtocolLayer;
import io.meshwright.proxy.upstream.connect.TlsLayer;
import io.meshwright.proxy.upstream.health.HealthProbe;
import io.meshwright.proxy.upstream.health.HealthState;
import io.meshwright.proxy.upstream.lb.Balancer;
import io.meshwright.proxy.upstream.lb.LocalityHosts;
import io.meshwright.proxy.upstream.lb.Selection;
import io.meshwright.proxy.upstream.lb.SubsetBalancer;
import io.meshwright.proxy.upstream.outlier.OutlierState;
import io.meshwright.proxy.upstream.pool.Http1Pool;
import io.meshwright.proxy.upstream.pool.Http2Pool;
import io.meshwright.proxy.upstream.pool.HttpPool;
import io.meshwright.proxy.upstream.pool.NegotiatedPool;
import io.meshwright.proxy.upstream.pool.PoolSettings;
import io.meshwright.proxy.upstream.pool.TunnelPool;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A cluster as one worker uses it. For the worker's loop only. */
public final class LoopCluster {
  /** Hosts of an original-destination cluster beyond which unused ones are forgotten. */
  private static final int MANY_HOSTS = 64;

  private final EventLoop loop;
  private final RandomGenerator random;
  private final ClusterCounters counters;
  private final Class<? extends Channel> channelType;
  private final Map<SocketAddress, LoopHost> hosts = new HashMap<>();
  private final Supplier<TlsContexts> tls;
  private final boolean checker;
  private SharedCluster shared;
  private SubsetBalancer<LoopHost> balancer;
  private int hostsVersion;
  private boolean tellsClients;

  /** A cluster for one loop; {@code checker} is the one of all loops that has hosts checked. */
  LoopCluster(
      EventLoop loop,
      RandomGenerator random,
      ClusterCounters counters,
      Class<? extends Channel> channelType,
      SharedCluster shared,
      Supplier<TlsContexts> tls,
      boolean checker) {
    this.loop = loop;
    this.random = random;
    this.counters = counters;
    this.channelType = channelType;
    this.shared = shared;
    this.tls = tls;
    this.checker = checker;
    this.tellsClients = shared.cluster().tellsClients();
    this.balancer = rebalance();
  }

  void apply(SharedCluster next) {
    if (next == shared) {
      return;
    }
    boolean poolsStay = next.cluster().equals(shared.cluster());
    shared = next;
    if (!poolsStay) {
      tellsClients = next.cluster().tellsClients();
      hosts.values().forEach(LoopHost::drainPools);
      hosts.values().forEach(LoopHost::stopChecking);
    }
    balancer = rebalance();
  }

  /** The cluster is gone. */
  void close() {
    hosts.values().forEach(LoopHost::drainPools);
    hosts.values().forEach(LoopHost::stopChecking);
    hosts.clear();
  }

  private SubsetBalancer<LoopHost> rebalance() {
    hostsVersion = shared.hostsVersion();
    Map<SocketAddress, LoopHost> old = new HashMap<>(hosts);
    if (!originalDestination()) {
      hosts.clear();
    }
    List<LocalityHosts<LoopHost>> localities = new ArrayList<>();
    for (SharedCluster.HostGroup group : shared.groups()) {
      List<LoopHost> members = new ArrayList<>();
      for (UpstreamHost host : group.hosts()) {
        LoopHost member = known(old, host);
        if (member == null) {
          member = new LoopHost(host);
        } else {
          member.host(host);
        }
        member.priority(group.priority());
        hosts.put(host.address(), member);
        members.add(member);
      }
      localities.add(new LocalityHosts<>(group.priority(), group.weight(), members));
    }
    if (!originalDestination()) {
      old.values().forEach(LoopHost::drainPools);
      old.values().forEach(LoopHost::stopChecking);
    }
    hosts.values().forEach(this::followHealth);
    int overprovisioning = shared.source().endpoints().overprovisioningPercent();
    return new SubsetBalancer<>(
        cluster().loadBalancing(),
        localities,
        (config, some) -> Balancer.of(config, overprovisioning, some, random, System::nanoTime));
  }

  /** The same host as before; a logical one may have got another address for new connections. */
  private @Nullable LoopHost known(Map<SocketAddress, LoopHost> old, UpstreamHost host) {
    if (cluster().discovery() instanceof Cluster.Discovery.Dns dns && dns.logical()) {
      Iterator<LoopHost> only = old.values().iterator();
      LoopHost member = only.hasNext() ? only.next() : null;
      old.clear();
      return member;
    }
    return old.remove(host.address());
  }

  private void followHealth(LoopHost host) {
    if (!host.healthy() && cluster().closeOnHealthFailure()) {
      host.drainPools();
    }
    HealthCheck check = cluster().healthCheck();
    if (check != null && checker) {
      HealthProbe.Settings settings =
          new HealthProbe.Settings(
              check, loop, channelType, random, counters, () -> shared.healthChanged());
      host.check(() -> new HealthProbe(settings, host.host().health(), () -> probeStack(host)));
    }
  }

  private boolean originalDestination() {
    return cluster().discovery() instanceof Cluster.Discovery.OriginalDestination;
  }

  public Cluster cluster() {
    return shared.cluster();
  }

  public SharedCluster shared() {
    return shared;
  }

  public ClusterCounters counters() {
    return counters;
  }

  /**
   * Chooses a host; absent if there is none to use.
   *
   * @param destination what the client dialled, for clusters that follow it; they have no host for
   *     a client on a Unix socket
   */
  public @Nullable LoopHost pick(SocketAddress destination, Selection selection) {
    @Nullable LoopHost picked;
    if (cluster().discovery() instanceof Cluster.Discovery.OriginalDestination(Integer port)) {
      picked =
          destination instanceof InetSocketAddress ip
              ? dialled(port == null ? ip : new InetSocketAddress(ip.getAddress(), port))
              : null;
    } else {
      if (shared.hostsVersion() != hostsVersion) {
        balancer = rebalance();
      }
      picked = balancer.pick(selection);
    }
    if (picked == null) {
      counters.noHealthyHost.increment();
    }
    return picked;
  }

  private LoopHost dialled(InetSocketAddress address) {
    LoopHost known = hosts.get(address);
    if (known != null) {
      return known;
    }
    if (hosts.size() > MANY_HOSTS) {
      hosts.values().removeIf(LoopHost::unused);
    }
    LoopHost made =
        new LoopHost(
            new UpstreamHost(
                new Endpoint(
                    new Address.Ip(address.getAddress(), address.getPort()),
                    List.of(),
                    "",
                    1,
                    Endpoint.Health.HEALTHY,
                    MatchLabels.NONE,
                    MatchLabels.NONE,
                    null),
                address,
                new OutlierState(),
                HealthState.unchecked(),
                System.nanoTime()));
    hosts.put(address, made);
    return made;
  }

  /** The transport for a host: the first match that its labels satisfy, else the cluster's own. */
  public TransportSocket.Upstream transport(LoopHost host) {
    for (Cluster.TransportMatch match : cluster().transportMatches()) {
      if (host.host().endpoint().transportLabels().satisfy(match.labels())) {
        return match.transport();
      }
    }
    return cluster().transport();
  }

  /** How to connect to a host for the bytes of a client's connection. */
  public ConnectStack connectStack(LoopHost host, Carried carried) {
    return connectStack(
        host, carried, client -> new TlsLayer(tls, client, client.context().alpn(), true));
  }

  private ConnectStack probeStack(LoopHost host) {
    HealthCheck check = cluster().healthCheck();
    boolean grpc = check != null && check.probe() instanceof HealthCheck.Probe.Grpc;
    List<String> offered = (grpc ? UpstreamVersion.HTTP_2 : UpstreamVersion.HTTP_1).fallback();
    return connectStack(host, List.of(), offered, null);
  }

  private ConnectStack connectStack(
      LoopHost host, List<String> alpn, List<String> fallback, @Nullable Carried carried) {
    return connectStack(
        host,
        carried,
        client -> {
          List<String> configured =
              client.context().alpn().isEmpty() ? fallback : client.context().alpn();
          return new TlsLayer(tls, client, alpn.isEmpty() ? configured : alpn, false);
        });
  }

  private ConnectStack connectStack(
      LoopHost host, @Nullable Carried carried, Function<ClientTls, TlsLayer> encryption) {
    List<ConnectLayer> layers = new ArrayList<>();
    TransportSocket.Upstream transport = transport(host);
    if (transport instanceof TransportSocket.ProxyProtocol(int version, var inner)) {
      layers.add(new ProxyProtocolLayer(version, carried));
      transport = inner;
    }
    if (transport instanceof ClientTls client) {
      layers.add(encryption.apply(client));
    }
    return new ConnectStack(
        host.host().addresses(),
        cluster().sourceAddresses(),
        carried == null ? null : carried.source(),
        cluster().connectTimeout(),
        cluster().tcpKeepalive(),
        layers);
  }

  /**
   * The pool of a host for requests that came in one version of HTTP.
   *
   * @param alpn what upstream TLS offers instead of the configured protocols, where named
   * @param carried absent if the requests are of no client's connection
   */
  public HttpPool pool(
      LoopHost host,
      WireVersion downstream,
      Map<UpstreamProtocol, List<String>> alpn,
      @Nullable Carried carried) {
    UpstreamVersion version = UpstreamVersion.of(cluster().http(), downstream);
    return pool(host, version, version.override(alpn), carried);
  }

  /** Whether some host is told whose connection it gets: then pools are asked for with it. */
  public boolean tellsClients() {
    return tellsClients;
  }

  /** The pool of a host for tunnels that end here; {@code carried} as for other pools. */
  public HttpPool tunnels(LoopHost host, @Nullable Carried carried) {
    return pool(host, UpstreamVersion.TUNNEL, List.of(), carried);
  }

  private HttpPool pool(
      LoopHost host, UpstreamVersion version, List<String> offered, @Nullable Carried carried) {
    TransportSocket.Upstream transport = transport(host);
    // where the upstream learns whose connection it is, clients share none
    @Nullable Carried told = transport instanceof TransportSocket.ProxyProtocol ? carried : null;
    @Nullable KeptSource source = carried == null ? null : carried.source();
    return host.pool(
        new LoopHost.PoolKey(transport, version, offered, told, source),
        () -> open(host, version, () -> connectStack(host, offered, version.fallback(), carried)));
  }

  private HttpPool open(LoopHost host, UpstreamVersion version, Supplier<ConnectStack> stack) {
    PoolSettings settings =
        new PoolSettings(
            loop,
            channelType,
            shared.breaker(),
            counters,
            cluster().http().common(),
            cluster().connectTimeout(),
            random);
    return switch (version) {
      case HTTP_1 -> new Http1Pool(settings, host.counters(), stack);
      case HTTP_2 -> new Http2Pool(settings, cluster().http().http2(), host.counters(), stack);
      case TUNNEL -> new TunnelPool(settings, host.counters(), stack);
      case NEGOTIATED ->
          new NegotiatedPool(settings, cluster().http().http2(), host.counters(), stack);
    };
  }

  /** Reports a response, for outlier detection. */
  public void responded(LoopHost host, int status) {
    if (shared.outliers() != null) {
      shared.outliers().responded(host.host().outlier(), status);
    }
  }

  /** Reports that no response came. */
  public void failedLocally(LoopHost host) {
    host.counters().requestErrors.increment();
    if (shared.outliers() != null) {
      shared.outliers().failedLocally(host.host().outlier());
    }
  }

  /** The loop on which connections are made. */
  public EventLoop loop() {
    return loop;
  }

  /** The class of dialled sockets. */
  public Class<? extends Channel> channelType() {
    return channelType;
  }

  Map<SocketAddress, LoopHost> hosts() {
    return hosts;
  }
}
