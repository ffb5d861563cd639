package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two pods whose proxies, ours and a real Envoy, serve the same file, and three pods with
 * applications behind them. In the file, {@code ${one}} to {@code ${three}} are the addresses of
 * the applications: HTTP on port 8080 of each; gRPC on 9090, which checks of its health find
 * serving in the first, not serving in the second, and unknown in the third.
 */
final class FileTwins implements AutoCloseable {
  private static final int LISTENER = 9080;
  private static final int HTTP_PORT = 8080;
  private static final int GRPC_PORT = 9090;

  private final Deque<AutoCloseable> parts;
  private final Pod ours;
  private final Pod envoys;
  private final List<GrpcEcho> notServing;

  private FileTwins(Deque<AutoCloseable> parts, Pod ours, Pod envoys, List<GrpcEcho> notServing) {
    this.parts = parts;
    this.ours = ours;
    this.envoys = envoys;
    this.notServing = List.copyOf(notServing);
  }

  /** Starts all and waits until both proxies serve. */
  static FileTwins start(Class<?> test, String file) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Fabric fabric = Fabric.create();
      parts.push(fabric);
      WorkDirectory directory = WorkDirectory.create();
      parts.push(directory);
      List<String> names = List.of("one", "two", "three", "ours", "envoys");
      List<Pod> pods =
          Stream.iterate(1, number -> number + 1)
              .limit(names.size())
              .map(number -> pod(names.get(number - 1), number, fabric, directory))
              .toList();
      pods.forEach(parts::push);
      pods.subList(0, 3).forEach(pod -> pod.http(HTTP_PORT));
      pods.get(0).grpcEcho(GRPC_PORT, GrpcEcho.Health.SERVING);
      List<GrpcEcho> notServing =
          List.of(
              pods.get(1).grpcEcho(GRPC_PORT, GrpcEcho.Health.NOT_SERVING),
              pods.get(2).grpcEcho(GRPC_PORT, GrpcEcho.Health.UNKNOWN_SERVICE));
      String text = Resource.text(file);
      for (Pod pod : pods.subList(0, 3)) {
        text = text.replace("${" + pod.spec().name() + "}", pod.addresses().text4());
      }
      Pod ours = pods.get(3);
      Pod envoys = pods.get(4);
      Path logs = Checkout.logs(test);
      ours.sidecar(Sidecar.start(ours, MeshwrightSidecar.serving(write(ours, text)), logs));
      envoys.sidecar(Sidecar.start(envoys, EnvoySidecar.serving(write(envoys, text)), logs));
      ours.sidecar().awaitServing();
      envoys.sidecar().awaitServing();
      return new FileTwins(parts, ours, envoys, notServing);
    } catch (RuntimeException e) {
      Cleanup.closeAll(parts);
      throw e;
    }
  }

  /** A request to our proxy. */
  HttpCall ours() {
    return ours.get(InetAddress.getLoopbackAddress(), LISTENER, "web");
  }

  /** A request to Envoy. */
  HttpCall envoys() {
    return envoys.get(InetAddress.getLoopbackAddress(), LISTENER, "web");
  }

  /** The answers of both admin ports, ours first. */
  List<HttpAnswer> admin(String method, String path) {
    return Stream.of(ours, envoys).map(pod -> pod.sidecar().admin(method, path)).toList();
  }

  /** The applications of gRPC that checks find not to be serving. */
  List<GrpcEcho> notServing() {
    return notServing;
  }

  /** Clients of gRPC of our proxy and of Envoy. */
  List<GrpcEcho.Client> grpc() {
    return Stream.of(ours, envoys)
        .map(
            pod ->
                new GrpcEcho.Client(
                    pod.namespace(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), LISTENER),
                    "web"))
        .toList();
  }

  @Override
  public void close() {
    Cleanup.closeAll(parts);
  }

  private static Pod pod(String name, int number, Fabric fabric, WorkDirectory directory) {
    return Pod.create(
        PodSpec.pod(name).app(name, name),
        new Addresses(Addresses.PODS, number),
        fabric,
        directory);
  }

  private static Path write(Pod pod, String text) {
    try {
      return Files.writeString(pod.directory().resolve("bootstrap.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
