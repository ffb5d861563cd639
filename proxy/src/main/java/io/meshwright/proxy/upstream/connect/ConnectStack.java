package io.meshwright.proxy.upstream.connect;

import io.meshwright.proxy.snapshot.Cluster.TcpKeepalive;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to one upstream host.
 *
 * @param source bound before the connect, if it is of the same family as {@code remote}
 * @param timeout for all layers together
 * @param layers above TCP, the lowest first
 */
public record ConnectStack(
    InetSocketAddress remote,
    @Nullable InetAddress source,
    Duration timeout,
    @Nullable TcpKeepalive keepalive,
    List<ConnectLayer> layers) {
  private static final int LOW_WATER_MARK = 32 * 1024;
  private static final int HIGH_WATER_MARK = 64 * 1024;

  public ConnectStack {
    layers = List.copyOf(layers);
  }

  /** Connects on {@code loop}; never blocks. The listener is told on that loop. */
  public void connect(EventLoop loop, Class<? extends Channel> type, ConnectListener listener) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(type)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_MARK, HIGH_WATER_MARK))
            .handler(new Placeholder());
    keepalive(bootstrap, type);
    boolean bind = source != null && sameFamily(source, remote.getAddress());
    ChannelFuture future =
        bind
            ? bootstrap.connect(remote, new InetSocketAddress(source, 0))
            : bootstrap.connect(remote);
    new Attempt(future.channel(), listener).await(future);
  }

  private void keepalive(Bootstrap bootstrap, Class<? extends Channel> type) {
    TcpKeepalive wanted = keepalive;
    if (wanted == null) {
      return;
    }
    bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
    if (type == EpollSocketChannel.class) {
      if (wanted.probes() != null) {
        bootstrap.option(EpollChannelOption.TCP_KEEPCNT, wanted.probes());
      }
      if (wanted.idle() != null) {
        bootstrap.option(EpollChannelOption.TCP_KEEPIDLE, (int) wanted.idle().toSeconds());
      }
      if (wanted.interval() != null) {
        bootstrap.option(EpollChannelOption.TCP_KEEPINTVL, (int) wanted.interval().toSeconds());
      }
    }
  }

  private static boolean sameFamily(InetAddress one, InetAddress other) {
    return one.getClass() == other.getClass();
  }

  /** A bootstrap wants a handler; this one leaves at once. */
  private static final class Placeholder extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.pipeline().remove(this);
    }
  }

  /** One connect under way; everything on the channel's loop. */
  private final class Attempt implements ConnectLayer.Progress {
    private final Channel channel;
    private final ConnectListener listener;
    private final ScheduledFuture<?> timer;
    private int layer;
    private boolean over;

    Attempt(Channel channel, ConnectListener listener) {
      this.channel = channel;
      this.listener = listener;
      this.timer =
          channel
              .eventLoop()
              .schedule(
                  () -> fail(new ConnectFailure(ConnectFailure.Kind.TIMEOUT, "connect timeout")),
                  Math.max(1, timeout.toMillis()),
                  TimeUnit.MILLISECONDS);
    }

    void await(ChannelFuture future) {
      future.addListener(
          done -> {
            if (done.isSuccess()) {
              next();
            } else {
              fail(
                  new ConnectFailure(
                      ConnectFailure.Kind.REFUSED, String.valueOf(done.cause().getMessage())));
            }
          });
    }

    @Override
    public void ready() {
      layer++;
      next();
    }

    @Override
    public void failed(String reason) {
      fail(new ConnectFailure(ConnectFailure.Kind.TLS, reason));
    }

    private void next() {
      if (over) {
        return;
      }
      if (layer < layers.size()) {
        layers.get(layer).establish(channel, this);
      } else {
        over = true;
        timer.cancel(false);
        listener.connected(channel);
      }
    }

    private void fail(ConnectFailure failure) {
      if (!over) {
        over = true;
        timer.cancel(false);
        channel.close();
        listener.failed(failure);
      }
    }
  }
}
