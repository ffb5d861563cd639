package io.meshwright.proxy.listener;

import io.meshwright.proxy.overload.Overload;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.worker.Workers;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open sockets and the listeners behind them. {@link #apply} and {@link #stopAccepting} are
 * called on one thread; the rest on any.
 *
 * <p>A new listener's socket is bound before an old one's is closed. A socket whose address stays
 * is kept, only its connections to come are served by the new configuration.
 */
public final class Listeners {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private final Workers workers;
  private final ChainCompiler compiler;
  private final Overload overload;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Map<SocketAddress, BoundSocket> sockets = new ConcurrentHashMap<>();
  private volatile ListenerIndex index = ListenerIndex.EMPTY;
  private boolean accepting = true;

  public Listeners(Workers workers, ChainCompiler compiler, Overload overload) {
    this.workers = workers;
    this.compiler = compiler;
    this.overload = overload;
  }

  /** Opens, changes and closes listeners until they are those given. */
  public void apply(Map<String, Listener> wanted) {
    ListenerIndex old = index;
    Map<String, ListenerRuntime> runtimes = new HashMap<>();
    for (Map.Entry<String, Listener> entry : wanted.entrySet()) {
      runtimes.put(entry.getKey(), runtime(entry.getValue(), old.byName().get(entry.getKey())));
    }
    index = ListenerIndex.of(runtimes);
    Map<SocketAddress, BoundSocket.Served> bound = boundAddresses(runtimes);
    bound.forEach(this::open);
    List<SocketAddress> gone = new ArrayList<>(sockets.keySet());
    gone.removeAll(bound.keySet());
    for (SocketAddress address : gone) {
      @Nullable BoundSocket socket = sockets.remove(address);
      if (socket != null) {
        socket.close();
      }
    }
    old.byName()
        .forEach(
            (name, runtime) -> {
              if (!runtimes.containsKey(name)) {
                runtime.drain();
              }
            });
  }

  private ListenerRuntime runtime(Listener listener, @Nullable ListenerRuntime old) {
    if (old == null) {
      return ListenerRuntime.of(listener, compiler, null);
    }
    if (old.listener().equals(listener)) {
      return old;
    }
    boolean chainsMayStay =
        old.listener().direction() == listener.direction()
            && old.listener().bufferLimitBytes() == listener.bufferLimitBytes();
    if (!chainsMayStay) {
      old.drain();
    }
    return ListenerRuntime.of(listener, compiler, chainsMayStay ? old : null);
  }

  private static Map<SocketAddress, BoundSocket.Served> boundAddresses(
      Map<String, ListenerRuntime> runtimes) {
    Map<SocketAddress, BoundSocket.Served> bound = new HashMap<>();
    for (ListenerRuntime runtime : runtimes.values()) {
      if (runtime.listener().bindToPort()) {
        for (Address address : runtime.listener().addresses()) {
          @Nullable SocketAddress socket = SocketAddresses.of(address);
          if (socket == null) {
            LOG.log(
                System.Logger.Level.ERROR,
                "listener {0} not opened: {1} is no address of a socket",
                runtime.listener().name(),
                address);
          } else {
            bound.put(socket, BoundSocket.Served.of(runtime, address));
          }
        }
      }
    }
    return bound;
  }

  private void open(SocketAddress address, BoundSocket.Served served) {
    @Nullable BoundSocket socket = sockets.get(address);
    if (socket != null) {
      socket.serveBy(served);
    } else if (accepting) {
      BoundSocket opened = new BoundSocket(address, served, workers, connections, overload);
      sockets.put(address, opened);
      opened.bind(() -> index);
    }
  }

  /** Names of the listeners all of whose sockets accept. */
  public List<String> bound() {
    TreeSet<String> names = new TreeSet<>();
    TreeSet<String> incomplete = new TreeSet<>();
    for (BoundSocket socket : sockets.values()) {
      (socket.accepts() ? names : incomplete).add(socket.listenerName());
    }
    names.removeAll(incomplete);
    return List.copyOf(names);
  }

  /** The address that a listener's first socket of TCP got, for listeners on port 0. */
  public @Nullable InetSocketAddress boundAddress(String listener) {
    for (BoundSocket socket : sockets.values()) {
      if (socket.listenerName().equals(listener)
          && socket.accepts()
          && socket.localAddress() instanceof InetSocketAddress ip) {
        return ip;
      }
    }
    return null;
  }

  /** Accepted connections that are open. */
  public ChannelGroup connections() {
    return connections;
  }

  /** Begins or ceases to let clients wait, as overload says now. */
  public void overloadChanged() {
    sockets.values().forEach(BoundSocket::acceptAsOverloadSays);
  }

  /** Tells clients that can be told that this process will end. */
  public void announceDrain() {
    tell(DrainEvent.ANNOUNCED);
  }

  private void tell(DrainEvent event) {
    for (Channel channel : connections) {
      channel.pipeline().fireUserEventTriggered(event);
    }
  }

  /**
   * Closes all sockets once whom the kernel has let in is accepted; then open connections are asked
   * to end when idle.
   *
   * @return completed after that, on any thread
   */
  public CompletionStage<Void> stopAccepting() {
    accepting = false;
    index.byName().values().forEach(ListenerRuntime::drain);
    CompletableFuture<?>[] leaving =
        sockets.values().stream()
            .map(socket -> socket.leave().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    sockets.clear();
    return CompletableFuture.allOf(leaving).thenRun(() -> tell(DrainEvent.BEGUN));
  }
}
