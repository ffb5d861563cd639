package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A named network namespace, and the way to open sockets in it from this JVM.
 *
 * <p>A socket belongs to the namespace of the thread that creates it, for good. So one thread joins
 * the namespace with {@code setns(2)} and creates sockets; any thread may use them afterwards. Safe
 * for use by several threads; sockets belong to the caller.
 */
final class NetworkNamespace implements AutoCloseable {
  private static final int ACCEPT_BACKLOG = 1024;

  private final String name;
  private final ExecutorService member;

  private NetworkNamespace(String name) {
    this.name = name;
    this.member =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("netns-" + name).daemon().factory());
  }

  /** Makes the namespace and brings its loopback up. */
  static NetworkNamespace create(String name) {
    HostCommand.of("ip", "netns", "add", name).run();
    NetworkNamespace namespace = new NetworkNamespace(name);
    // Fresh addresses are used at once: nobody else is on the link to have the same one.
    namespace.shell(
        "echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad;"
            + "echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad;"
            + "echo 0 > /proc/sys/net/ipv6/conf/all/disable_ipv6;"
            + "ip link set lo up");
    namespace.await(namespace.member.submit(() -> Setns.join(Path.of("/run/netns", name))));
    return namespace;
  }

  String name() {
    return name;
  }

  /** The words that put a command into this namespace. */
  List<String> enter(List<String> command) {
    List<String> entered = new ArrayList<>(List.of("ip", "netns", "exec", name));
    entered.addAll(command);
    return entered;
  }

  /** Runs a shell script inside. */
  String shell(String script) {
    return HostCommand.of(enter(List.of("sh", "-ec", script))).run();
  }

  /** Runs a command inside with this standard input. */
  String run(List<String> command, String input) {
    return HostCommand.of(enter(command)).run(input);
  }

  /** A listening socket on this port of each address of the namespace, IPv4 and IPv6. */
  ServerSocket listen(int port) {
    return call(
        () -> {
          ServerSocket socket = new ServerSocket();
          socket.setReuseAddress(true);
          socket.bind(new InetSocketAddress(InetAddress.getByName("::"), port), ACCEPT_BACKLOG);
          return socket;
        });
  }

  /** A socket of UDP on this port of each address of the namespace. */
  DatagramSocket datagrams(int port) {
    return call(() -> new DatagramSocket(port, InetAddress.getByName("::")));
  }

  /** What an action gives that opens sockets for itself and is done with them. */
  <T> T inside(Callable<T> action) {
    return call(action);
  }

  /** A socket that is not connected yet. */
  SocketChannel channel() {
    return call(SocketChannel::open);
  }

  /** A socket that does not listen yet. */
  ServerSocketChannel serverChannel() {
    return call(ServerSocketChannel::open);
  }

  /** A connected socket; the failure to connect is the caller's to judge. */
  Socket connect(InetSocketAddress destination, Duration timeout) throws IOException {
    try {
      return call(
          () -> {
            Socket socket = new Socket();
            try {
              socket.setTcpNoDelay(true);
              socket.connect(destination, (int) timeout.toMillis());
              return socket;
            } catch (IOException e) {
              socket.close();
              throw e;
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private <T> T call(Callable<T> action) {
    return await(member.submit(action));
  }

  private <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted in namespace " + name, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new UncheckedIOException(io);
      }
      throw new IllegalStateException("In namespace " + name, e.getCause());
    }
  }

  /** Ends the member thread and removes the name; sockets still open keep the namespace alive. */
  @Override
  public void close() {
    member.shutdownNow();
    HostCommand.of("ip", "netns", "delete", name).run();
  }
}
