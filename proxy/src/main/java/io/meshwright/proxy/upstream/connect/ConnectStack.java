package io.meshwright.proxy.upstream.connect;

import io.meshwright.proxy.snapshot.Cluster.TcpKeepalive;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.socket.UnixChannels;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to one upstream host.
 *
 * @param remotes addresses of the host, the preferred first; see {@link AddressRace}
 * @param sources bound before the connect, the first of the same family as the remote address; none
 *     for a Unix socket
 * @param keptSource bound instead where it is of that family; absent: none
 * @param timeout for all layers together
 * @param layers above the socket, the lowest first
 */
public record ConnectStack(
    List<SocketAddress> remotes,
    List<InetAddress> sources,
    @Nullable KeptSource keptSource,
    Duration timeout,
    @Nullable TcpKeepalive keepalive,
    List<ConnectLayer> layers) {
  private static final int LOW_WATER_MARK = 32 * 1024;
  private static final int HIGH_WATER_MARK = 64 * 1024;

  /** Of {@code SOL_SOCKET}; Netty has no name for it. */
  private static final ChannelOption<Integer> SO_MARK =
      new IntegerUnixChannelOption("SO_MARK", 1, 36);

  public ConnectStack {
    remotes = List.copyOf(remotes);
    sources = List.copyOf(sources);
    layers = List.copyOf(layers);
    if (remotes.isEmpty()) {
      throw new IllegalArgumentException("a host without an address");
    }
  }

  /** Connects on {@code loop}, on which this is called; the listener is told there too. */
  public void connect(EventLoop loop, Class<? extends Channel> type, ConnectListener listener) {
    new Attempt(loop, listener).dial(remote -> dial(loop, type, remote));
  }

  private ChannelFuture dial(EventLoop loop, Class<? extends Channel> type, SocketAddress remote) {
    if (remote instanceof DomainSocketAddress unix) {
      Class<? extends Channel> unixType = UnixChannels.client(type);
      return bootstrap(loop, unixType).connect(UnixChannels.address(unix, unixType));
    }
    Bootstrap bootstrap = bootstrap(loop, type).option(ChannelOption.TCP_NODELAY, true);
    keepalive(bootstrap, type);
    transparency(bootstrap, type);
    return source(remote)
        .map(source -> bootstrap.connect(remote, new InetSocketAddress(source, 0)))
        .orElseGet(() -> bootstrap.connect(remote));
  }

  private static Bootstrap bootstrap(EventLoop loop, Class<? extends Channel> type) {
    return new Bootstrap()
        .group(loop)
        .channel(type)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(LOW_WATER_MARK, HIGH_WATER_MARK))
        .handler(new Placeholder());
  }

  private Optional<InetAddress> source(SocketAddress remote) {
    @Nullable InetAddress ip = SocketAddresses.ip(remote);
    KeptSource kept = keptSource;
    Stream<InetAddress> first = kept == null ? Stream.empty() : Stream.of(kept.address());
    return Stream.concat(first, sources.stream())
        .filter(source -> ip != null && source.getClass() == ip.getClass())
        .findFirst();
  }

  private void transparency(Bootstrap bootstrap, Class<? extends Channel> type) {
    KeptSource kept = keptSource;
    if (kept == null || type != EpollSocketChannel.class) {
      return;
    }
    // The same address to the same server serves as many connections as there are ports: the port
    // is chosen when both ends are known.
    bootstrap
        .option(EpollChannelOption.IP_TRANSPARENT, true)
        .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    if (kept.mark() != 0) {
      bootstrap.option(SO_MARK, kept.mark());
    }
  }

  private void keepalive(Bootstrap bootstrap, Class<? extends Channel> type) {
    TcpKeepalive wanted = keepalive;
    if (wanted == null) {
      return;
    }
    bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
    boolean epoll = type == EpollSocketChannel.class;
    if (!epoll && type != IoUringSocketChannel.class) {
      return;
    }
    if (wanted.probes() != null) {
      bootstrap.option(
          epoll ? EpollChannelOption.TCP_KEEPCNT : IoUringChannelOption.TCP_KEEPCNT,
          wanted.probes());
    }
    if (wanted.idle() != null) {
      bootstrap.option(
          epoll ? EpollChannelOption.TCP_KEEPIDLE : IoUringChannelOption.TCP_KEEPIDLE,
          (int) wanted.idle().toSeconds());
    }
    if (wanted.interval() != null) {
      bootstrap.option(
          epoll ? EpollChannelOption.TCP_KEEPINTVL : IoUringChannelOption.TCP_KEEPINTVL,
          (int) wanted.interval().toSeconds());
    }
  }

  /** In Envoy's words; those of the system would tell the client addresses of the mesh. */
  private static String describe(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("Connection refused")
        ? "delayed connect error: Connection refused"
        : "";
  }

  /** A bootstrap wants a handler; this one leaves at once. */
  @ChannelHandler.Sharable
  private static final class Placeholder extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.pipeline().remove(this);
    }
  }

  /** One connect under way; everything on the loop. */
  private final class Attempt implements ConnectLayer.Progress, AddressRace.Listener {
    private final EventLoop loop;
    private final ConnectListener listener;
    private final ScheduledFuture<?> timer;
    private @Nullable AddressRace race;
    private @Nullable Channel channel;
    private int layer;
    private boolean over;

    Attempt(EventLoop loop, ConnectListener listener) {
      this.loop = loop;
      this.listener = listener;
      this.timer =
          loop.schedule(
              () -> fail(new ConnectFailure(ConnectFailure.Kind.TIMEOUT, "connect timeout")),
              Math.max(1, timeout.toMillis()),
              TimeUnit.MILLISECONDS);
    }

    void dial(Function<SocketAddress, ChannelFuture> dial) {
      AddressRace started = new AddressRace(loop, remotes, dial, this);
      race = started;
      started.start();
    }

    @Override
    public void won(Channel winner) {
      channel = winner;
      next(winner);
    }

    @Override
    public void lost(Throwable reason) {
      fail(new ConnectFailure(ConnectFailure.Kind.REFUSED, describe(reason)));
    }

    @Override
    public void ready() {
      layer++;
      Channel connected = channel;
      if (connected != null) {
        next(connected);
      }
    }

    @Override
    public void failed(String reason) {
      fail(new ConnectFailure(ConnectFailure.Kind.TLS, reason));
    }

    private void next(Channel connected) {
      if (over) {
        return;
      }
      if (layer < layers.size()) {
        layers.get(layer).establish(connected, this);
      } else {
        over = true;
        timer.cancel(false);
        listener.connected(connected);
      }
    }

    private void fail(ConnectFailure failure) {
      if (!over) {
        over = true;
        timer.cancel(false);
        if (channel != null) {
          channel.close();
        } else if (race != null) {
          race.abandon();
        }
        listener.failed(failure);
      }
    }
  }
}
