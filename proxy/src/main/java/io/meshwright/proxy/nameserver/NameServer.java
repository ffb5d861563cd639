package io.meshwright.proxy.nameserver;

import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.SnapshotListener;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The DNS server of a pod, on its loopback addresses, over UDP and TCP. Follows snapshots; until
 * the first names have come it passes everything on.
 */
public final class NameServer implements SnapshotListener, AutoCloseable {
  private static final Logger LOG = System.getLogger(NameServer.class.getName());
  private static final InetAddress LOOPBACK_V4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_V6 = InetAddress.ofLiteral("::1");

  private final Place place;
  private final String searchDomain;
  private final NameServerMetrics metrics = new NameServerMetrics();
  private final List<Channel> channels = new ArrayList<>();
  private volatile NameIndex index;

  /**
   * What the short names of the pod's application mean.
   *
   * @param namespace of the pod
   * @param domain that its services' names end in: {@code NAMESPACE.svc.DOMAIN}
   */
  public record Place(String namespace, String domain) {

    /** What stands between namespace and cluster domain in names of services. */
    private String label() {
      String rest =
          domain.startsWith(namespace + ".") ? domain.substring(namespace.length() + 1) : domain;
      int dot = rest.indexOf('.');
      return dot < 0 ? rest : rest.substring(0, dot);
    }
  }

  private NameServer(Place place, ResolverFile file) {
    this.place = place;
    this.searchDomain = file.search().isEmpty() ? "" : file.search().getFirst();
    this.index = indexed(NameTable.EMPTY);
  }

  /**
   * Opens the sockets; blocks until they are open. Without IPv6 there are only those of IPv4.
   *
   * @param loop on which everything happens
   * @param resolverFile read once: it does not change while a pod lives
   */
  public static NameServer open(
      EventLoop loop, int port, Path resolverFile, Place place, RandomGenerator random)
      throws IOException {
    return open(loop, port, ResolverFile.read(resolverFile), place, random);
  }

  static NameServer open(
      EventLoop loop, int port, ResolverFile file, Place place, RandomGenerator random)
      throws IOException {
    NameServer server = new NameServer(place, file);
    Upstream upstream = new Upstream(loop, file.servers(), server.metrics);
    ServerSockets sockets =
        new ServerSockets(loop, new Resolver(() -> server.index, upstream, random, server.metrics));
    try {
      server.channels.addAll(sockets.open(new InetSocketAddress(LOOPBACK_V4, port)));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    try {
      server.channels.addAll(sockets.open(new InetSocketAddress(LOOPBACK_V6, port)));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "no DNS over IPv6", e);
    }
    LOG.log(
        Level.INFO,
        "answers DNS on port {0}, with {1}",
        Integer.toString(server.port()),
        file.servers());
    return server;
  }

  @Override
  public void published(RuntimeSnapshot previous, RuntimeSnapshot current) {
    if (!current.names().equals(previous.names())) {
      index = indexed(current.names());
    }
  }

  private NameIndex indexed(NameTable names) {
    return NameIndex.of(names, place.namespace(), place.label(), searchDomain);
  }

  /** Writes its metrics in Prometheus' text format; from any thread. */
  public void writeMetrics(Appendable out) throws IOException {
    metrics.write(out);
  }

  /** Where it listens, UDP and TCP. */
  int port() {
    return ((InetSocketAddress) channels.getFirst().localAddress()).getPort();
  }

  /** Stops listening; what waits for name servers is still answered if it can be. */
  @Override
  public void close() {
    channels.forEach(Channel::close);
  }
}
