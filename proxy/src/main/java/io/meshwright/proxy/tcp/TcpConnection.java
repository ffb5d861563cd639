package io.meshwright.proxy.tcp;

import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.telemetry.MetricsShard;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.tls.PeerIdentity;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.TlsLayer;
import io.meshwright.proxy.upstream.lb.Selection;
import io.meshwright.proxy.upstream.lb.XxHash64;
import io.meshwright.proxy.upstream.pool.CircuitBreaker;
import io.meshwright.proxy.worker.Worker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection on its way to an upstream, then joined with one. Bytes that were read
 * before are kept until then; they are few, because auto-read is off. For the channel's loop only.
 */
final class TcpConnection implements ConnectListener {
  private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());

  private final Channel downstream;
  private final DownstreamConnection connection;
  private final Worker worker;
  private final TcpProxy config;
  private final @Nullable StatsConfig stats;
  private final SelfDescription self;
  private final EarlyBytes early = new EarlyBytes();
  private @Nullable LoopCluster cluster;
  private MatchLabels subset = MatchLabels.NONE;
  private @Nullable LoopHost host;
  private CircuitBreaker.@Nullable Gauge place;
  private int attempts;

  TcpConnection(
      Channel downstream,
      DownstreamConnection connection,
      Worker worker,
      TcpProxy config,
      @Nullable StatsConfig stats,
      SelfDescription self) {
    this.downstream = downstream;
    this.connection = connection;
    this.worker = worker;
    this.config = config;
    this.stats = stats;
    this.self = self;
  }

  /** Holds what the client sends meanwhile. */
  ChannelInboundHandlerAdapter untilConnected() {
    return early;
  }

  void connect() {
    if (cluster == null) {
      ClusterChoice choice = ClusterChoice.of(config.target(), worker.random());
      subset = choice.subset();
      cluster = worker.clusters().get(choice.cluster());
    }
    LoopCluster to = cluster;
    @Nullable LoopHost picked =
        to == null ? null : to.pick(connection.destination().address(), selection());
    if (to == null || picked == null) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "connection to {0} closed: no upstream in {1}",
          connection.destination().address(),
          config.target());
      giveUp(to == null ? "NC" : "UH");
      return;
    }
    host = picked;
    attempts++;
    TcpProxy.@Nullable Tunnelling tunnelling = config.tunnelling();
    if (tunnelling == null) {
      dial(to, picked);
    } else {
      tunnel(to, picked, tunnelling);
    }
  }

  private void dial(LoopCluster to, LoopHost picked) {
    // the cluster may change meanwhile: a place is given back where it was taken
    CircuitBreaker.Gauge gauge = to.shared().breaker().connections();
    if (!gauge.tryAcquire()) {
      to.counters().connectionOverflow.increment();
      giveUp("UO");
      return;
    }
    place = gauge;
    to.counters().connections.increment();
    picked.counters().connectionsTotal.increment();
    to.connectStack(picked, connection.carried()).connect(worker.loop(), to.channelType(), this);
  }

  private Selection selection() {
    @Nullable InetAddress client = config.hashBySource() ? connection.client().ip() : null;
    @Nullable Long hash = client == null ? null : XxHash64.of(NetUtil.toAddressString(client));
    return new Selection(hash, hash == null ? 0 : attempts, subset, Set.of());
  }

  @Override
  public void failed(ConnectFailure failure) {
    LoopCluster to = cluster;
    LoopHost tried = host;
    CircuitBreaker.Gauge taken = place;
    if (to != null && tried != null && taken != null) {
      taken.release();
      to.counters().connectFailures.increment();
      tried.counters().connectFailures.increment();
      to.failedLocally(tried);
    }
    again();
  }

  private void again() {
    if (attempts < config.maxConnectAttempts() && downstream.isActive()) {
      connect();
    } else {
      giveUp("UF");
    }
  }

  private void giveUp(String flag) {
    count(null, flag);
    downstream.close();
  }

  private void tunnel(LoopCluster to, LoopHost picked, TcpProxy.Tunnelling tunnelling) {
    Tunnel made =
        new Tunnel(
            downstream,
            new Tunnel.Upstream(to, picked, connection.carried()),
            TunnelRequest.head(tunnelling, connection),
            new RelayLimits(worker.timers(), config, downstream::close),
            new Tunnel.Listener() {
              @Override
              public Traffic opened(Channel upstream) {
                return new Traffic(to.counters(), count(TlsLayer.peer(upstream), "-"));
              }

              @Override
              public void failed() {
                again();
              }
            });
    made.begin(early);
  }

  @Override
  public void connected(Channel upstream) {
    LoopCluster to = cluster;
    LoopHost used = host;
    CircuitBreaker.Gauge taken = place;
    if (to == null || used == null || taken == null) {
      throw new IllegalStateException("connected without a cluster");
    }
    to.counters().connectionsActive.increment();
    used.counters().connectionsActive.increment();
    used.counters().requestsActive.increment();
    Traffic traffic = new Traffic(to.counters(), count(TlsLayer.peer(upstream), "-"));
    Relay relay =
        new Relay(
            worker,
            downstream,
            upstream,
            config,
            () -> {
              taken.release();
              to.counters().connectionsActive.decrement();
              used.counters().connectionsActive.decrement();
              used.counters().requestsActive.decrement();
              traffic.closed();
            });
    upstream.pipeline().addLast(new RelayHandler(downstream, relay, traffic::received));
    RelayHandler fromClient = new RelayHandler(upstream, relay, traffic::sent);
    downstream.pipeline().addLast(fromClient);
    early.leave();
    if (!downstream.isActive()) {
      upstream.close();
      return;
    }
    upstream.config().setAutoRead(true);
    downstream.config().setAutoRead(upstream.isWritable());
  }

  private MetricsShard.@Nullable TcpSeries count(
      @Nullable PeerIdentity upstreamPeer, String flags) {
    if (stats == null) {
      return null;
    }
    MetricsShard.TcpSeries series =
        worker
            .metrics()
            .tcp(
                TcpLabels.of(
                    connection,
                    cluster == null ? null : cluster.cluster(),
                    host == null ? null : host.host().endpoint(),
                    new TcpLabels.Ends(
                        self, upstreamPeer, worker.config().snapshot().secrets(), stats, flags)));
    series.opened.increment();
    if (!flags.equals("-")) {
      series.closed.increment();
    }
    return series;
  }
}
