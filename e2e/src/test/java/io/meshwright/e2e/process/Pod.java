package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running pod: its namespace, its applications, and its proxy if it has one. */
final class Pod implements AutoCloseable {
  private final PodSpec spec;
  private final Addresses addresses;
  private final NetworkNamespace namespace;
  private final Path directory;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private @Nullable Sidecar sidecar;

  Pod(PodSpec spec, Addresses addresses, NetworkNamespace namespace, Path directory) {
    this.spec = spec;
    this.addresses = addresses;
    this.namespace = namespace;
    this.directory = directory;
  }

  /** Attaches a pod to the network and gives it a folder; nothing runs in it yet. */
  static Pod create(PodSpec spec, Addresses addresses, Fabric fabric, WorkDirectory directory) {
    return new Pod(
        spec,
        addresses,
        fabric.attach(spec.name(), addresses),
        directory.folder(spec.name(), Sidecar.UID));
  }

  PodSpec spec() {
    return spec;
  }

  Addresses addresses() {
    return addresses;
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  /** The working directory of the pod's processes. */
  Path directory() {
    return directory;
  }

  /** The pod's proxy. */
  Sidecar sidecar() {
    Sidecar current = sidecar;
    if (current == null) {
      throw new IllegalStateException("Pod " + spec.name() + " has no proxy");
    }
    return current;
  }

  void sidecar(Sidecar started) {
    sidecar = started;
    parts.push(started);
  }

  /** Starts an application of HTTP on this port; its version is the pod's label. */
  HttpApp http(int port) {
    HttpApp app = HttpApp.start(namespace, port, spec.name(), spec.label("version"));
    parts.push(app);
    return app;
  }

  /** Starts an application of an opaque protocol on this port. */
  TcpEchoApp tcpEcho(int port) {
    TcpEchoApp app = TcpEchoApp.start(namespace, port);
    parts.push(app);
    return app;
  }

  /** Starts an application that does this with each connection to the port. */
  void accept(int port, Acceptor.Service service) {
    parts.push(Acceptor.start(namespace.listen(port), service));
  }

  /** Starts an application of gRPC on this port. */
  GrpcEcho grpcEcho(int port) {
    return grpcEcho(port, GrpcEcho.Health.UNKNOWN_SERVICE);
  }

  /** Starts an application of gRPC that says this of its health. */
  GrpcEcho grpcEcho(int port, GrpcEcho.Health health) {
    GrpcEcho app = GrpcEcho.start(namespace, port, health);
    parts.push(app);
    return app;
  }

  /** A request to the first port of a service, at its IPv4 address. */
  HttpCall get(Service service) {
    return get(service.v4(), service.port(), service.name() + ":" + service.port());
  }

  /** A request to an address, which the client calls by this authority. */
  HttpCall get(InetAddress address, int port, String authority) {
    return new HttpCall(namespace, new InetSocketAddress(address, port), authority, "/", Map.of());
  }

  /** A connection from an application of this pod. */
  Socket connect(InetAddress address, int port) {
    try {
      Socket socket =
          namespace.connect(new InetSocketAddress(address, port), HttpConnection.PATIENCE);
      socket.setSoTimeout((int) HttpConnection.PATIENCE.toMillis());
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Cleanup.closeAll(parts);
  }
}
