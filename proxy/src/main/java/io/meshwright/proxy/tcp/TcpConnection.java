package io.meshwright.proxy.tcp;

import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.listener.DownstreamConnection;
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
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
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
  private final Early early = new Early();
  private @Nullable LoopCluster cluster;
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
      count(null, to == null ? "NC" : "UH");
      downstream.close();
      return;
    }
    // the cluster may change meanwhile: a place is given back where it was taken
    CircuitBreaker.Gauge gauge = to.shared().breaker().connections();
    if (!gauge.tryAcquire()) {
      to.counters().connectionOverflow.increment();
      count(null, "UO");
      downstream.close();
      return;
    }
    place = gauge;
    host = picked;
    attempts++;
    to.counters().connections.increment();
    picked.counters().connectionsTotal.increment();
    to.connectStack(picked, List.of()).connect(worker.loop(), to.channelType(), this);
  }

  private Selection selection() {
    return config.hashBySource()
        ? new Selection(
            XxHash64.of(NetUtil.toAddressString(connection.client().address().getAddress())),
            attempts,
            Set.of())
        : Selection.ANY;
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
    if (attempts < config.maxConnectAttempts() && downstream.isActive()) {
      connect();
    } else {
      count(null, "UF");
      downstream.close();
    }
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
    MetricsShard.@Nullable TcpSeries series = count(TlsLayer.peer(upstream), "-");
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
              if (series != null) {
                series.closed.increment();
              }
            });
    upstream
        .pipeline()
        .addLast(
            new RelayHandler(
                downstream,
                relay,
                bytes -> {
                  to.counters().bytesReceived.add(bytes);
                  if (series != null) {
                    series.received.add(bytes);
                  }
                }));
    RelayHandler fromClient =
        new RelayHandler(
            upstream,
            relay,
            bytes -> {
              to.counters().bytesSent.add(bytes);
              if (series != null) {
                series.sent.add(bytes);
              }
            });
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

  /** Keeps what comes before there is an upstream; releases it if none is found. */
  private static final class Early extends ChannelInboundHandlerAdapter {
    private final ArrayDeque<Object> kept = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private boolean inputEnded;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf) {
        kept.add(message);
      } else {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      inputEnded |= event instanceof ChannelInputShutdownEvent;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      drop();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }

    private void drop() {
      kept.forEach(ReferenceCountUtil::release);
      kept.clear();
    }

    /** Hands everything on to the relay and leaves the pipeline. */
    void leave() {
      ChannelHandlerContext ctx = context;
      if (ctx == null || ctx.isRemoved()) {
        return;
      }
      while (!kept.isEmpty()) {
        ctx.fireChannelRead(kept.poll());
      }
      ctx.fireChannelReadComplete();
      if (inputEnded) {
        ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
      ctx.pipeline().remove(this);
    }
  }
}
