package io.meshwright.proxy.listener;

import io.meshwright.proxy.overload.Overload;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.worker.Transport;
import io.meshwright.proxy.worker.Worker;
import io.meshwright.proxy.worker.Workers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One listening socket. The listener behind it can be exchanged; each accepted connection keeps the
 * one that it found. Binding is tried again every second until it works or the socket is closed.
 */
final class BoundSocket {
  private static final System.Logger LOG = System.getLogger(BoundSocket.class.getName());
  private static final int BACKLOG = 4096;
  private static final int CLOSE_MILLIS = 1000;

  private static final int LOW_WATER_MARK = 32 * 1024;
  private static final int HIGH_WATER_MARK = 64 * 1024;

  /** {@code IPV6_V6ONLY}: the IPv4 side of a listener has a socket of its own. */
  private static final ChannelOption<Integer> V6_ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  private final SocketAddress address;
  private final Workers workers;
  private final ChannelGroup connections;
  private final Overload overload;
  private final LastAccepts lastAccepts = new LastAccepts();
  private volatile ListenerRuntime runtime;
  private volatile @Nullable SocketFile file;
  private volatile @Nullable Channel channel;
  private volatile boolean closed;

  BoundSocket(
      SocketAddress address,
      Served served,
      Workers workers,
      ChannelGroup connections,
      Overload overload) {
    this.address = address;
    this.runtime = served.runtime();
    this.file = served.file();
    this.workers = workers;
    this.connections = connections;
    this.overload = overload;
  }

  /**
   * What a socket serves.
   *
   * @param file of a Unix socket; absent for one of TCP
   */
  record Served(ListenerRuntime runtime, @Nullable SocketFile file) {
    static Served of(ListenerRuntime runtime, Address address) {
      return new Served(
          runtime, address instanceof Address.Pipe pipe ? new SocketFile(pipe) : null);
    }
  }

  void bind(Supplier<ListenerIndex> index) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(workers.group())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_MARK, HIGH_WATER_MARK))
            .handler(lastAccepts.counter())
            .childHandler(new ConnectionInitializer(index));
    ChannelFuture future =
        switch (address) {
          case DomainSocketAddress unix -> bindPath(bootstrap, unix);
          case InetSocketAddress ip -> bindPort(bootstrap, ip);
          default -> throw new IllegalStateException("not an address of a listener: " + address);
        };
    future.addListener(
        done -> {
          if (done.isSuccess()) {
            opened(future.channel());
          } else {
            LOG.log(
                System.Logger.Level.ERROR,
                "listener {0} cannot be opened on {1}, trying again: {2}",
                listenerName(),
                SocketAddresses.text(address),
                String.valueOf(done.cause()));
            if (!closed) {
              workers.group().schedule(() -> retry(index), 1, TimeUnit.SECONDS);
            }
          }
        });
  }

  private ChannelFuture bindPort(ServerBootstrap bootstrap, InetSocketAddress ip) {
    bootstrap
        .channelFactory(workers.transport().serverChannel(ip.getAddress()))
        .childOption(ChannelOption.TCP_NODELAY, true);
    if (workers.transport() == Transport.EPOLL && ip.getAddress() instanceof Inet6Address) {
      bootstrap.option(V6_ONLY, 1);
    }
    if (workers.transport() == Transport.EPOLL && runtime.listener().transparent()) {
      bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
    }
    return bootstrap.bind(ip);
  }

  private ChannelFuture bindPath(ServerBootstrap bootstrap, DomainSocketAddress unix) {
    SocketFile left = file;
    if (left != null) {
      left.makeWay();
    }
    return bootstrap
        .channelFactory(workers.transport().unixServerChannel())
        .bind(workers.transport().unixAddress(unix));
  }

  private void retry(Supplier<ListenerIndex> index) {
    if (!closed) {
      bind(index);
    }
  }

  private void opened(Channel opened) {
    channel = opened;
    if (closed) {
      opened.close();
    } else {
      permit();
      acceptAsOverloadSays();
    }
  }

  /** Under overload, clients wait in the kernel's queue. */
  void acceptAsOverloadSays() {
    Channel open = channel;
    if (open != null) {
      open.config().setAutoRead(!overload.stopsAccepting());
    }
  }

  void serveBy(Served next) {
    runtime = next.runtime();
    file = next.file();
    if (accepts()) {
      permit();
    }
  }

  private void permit() {
    SocketFile opened = file;
    if (opened != null) {
      opened.permit();
    }
  }

  String listenerName() {
    return runtime.listener().name();
  }

  boolean accepts() {
    Channel open = channel;
    return open != null && open.isActive();
  }

  @Nullable SocketAddress localAddress() {
    Channel open = channel;
    return open == null ? null : open.localAddress();
  }

  /**
   * Closes after the {@link LastAccepts}. The path of a Unix socket is gone at once; on a name of
   * the abstract namespace clients may connect until the end.
   *
   * @return completed when it is closed, on a loop
   */
  CompletionStage<Void> leave() {
    closed = true;
    Channel open = channel;
    if (open == null) {
      return CompletableFuture.completedFuture(null);
    }
    SocketFile path = file;
    if (path != null) {
      path.remove();
    }
    return lastAccepts.close(open, path == null && workers.transport() == Transport.EPOLL);
  }

  /**
   * Closes at once. The thread of the configuration, which calls this, waits until the path of a
   * Unix socket is free again.
   */
  void close() {
    closed = true;
    Channel open = channel;
    if (open == null) {
      return;
    }
    ChannelFuture done = open.close();
    if (file != null) {
      // closing removes the file: it must not be that of a socket which is bound there next
      done.awaitUninterruptibly(CLOSE_MILLIS);
    }
  }

  /** Prepares each accepted connection on its own loop. */
  private final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private final Supplier<ListenerIndex> index;

    ConnectionInitializer(Supplier<ListenerIndex> index) {
      this.index = index;
    }

    @Override
    protected void initChannel(Channel child) {
      child.pipeline().addLast(new EntryHandler(index, workers.of(child.eventLoop())));
    }
  }

  /** Counts the connection, starts it when it is active, and leaves the pipeline. */
  private final class EntryHandler extends ChannelInboundHandlerAdapter {
    private final Supplier<ListenerIndex> index;
    private final Worker worker;

    EntryHandler(Supplier<ListenerIndex> index, Worker worker) {
      this.index = index;
      this.worker = worker;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      Channel child = ctx.channel();
      connections.add(child);
      worker.metrics().downstreamConnections.increment();
      worker.metrics().downstreamConnectionsActive.increment();
      child
          .closeFuture()
          .addListener(_ -> worker.metrics().downstreamConnectionsActive.decrement());
      ctx.pipeline().remove(this);
      if (overload.rejectsConnection(connections.size(), worker.random())) {
        worker.metrics().downstreamConnectionsRejected.increment();
        child.close();
        return;
      }
      Accepted.begin(child, worker, runtime, index.get());
    }
  }
}
