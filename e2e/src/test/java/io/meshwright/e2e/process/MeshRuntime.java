package io.meshwright.e2e.process;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The control plane in file mode, in a namespace of its own. */
final class MeshRuntime implements AutoCloseable {
  /** Whom the image runs as. */
  static final int UID = 65532;

  private static final int XDS_PORT = 15010;
  private static final int HTTP_PORT = 8080;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Addresses addresses;
  private final NetworkNamespace namespace;
  private final ConfigDirectory config;
  private final Path log;
  private PodProcess process;

  private MeshRuntime(
      Addresses addresses, NetworkNamespace namespace, ConfigDirectory config, Path log) {
    this.addresses = addresses;
    this.namespace = namespace;
    this.config = config;
    this.log = log;
    this.process = launch();
  }

  static MeshRuntime start(Fabric fabric, Addresses addresses, ConfigDirectory config, Path logs) {
    return new MeshRuntime(
        addresses, fabric.attach("runtime", addresses), config, logs.resolve("runtime.log"));
  }

  /** Where proxies find it. */
  String discoveryAddress() {
    return addresses.text4() + ":" + XDS_PORT;
  }

  /** Waits until it serves. */
  void awaitReady() {
    await("the runtime is ready")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              process.requireAlive();
              return answersReady();
            });
  }

  /** Ends it; its address stays, so that {@link #restart} makes it come back. */
  void stop() {
    process.stop();
  }

  /** Ends it at once, without notice; otherwise as {@link #stop}. */
  void kill() {
    process.close();
  }

  /** Starts it again after {@link #stop} or {@link #kill}. */
  void restart() {
    process = launch();
    awaitReady();
  }

  /** Asks its HTTP port, from its own machine. */
  HttpAnswer get(String path) {
    return get(InetAddress.getLoopbackAddress(), path);
  }

  /** Asks its HTTP port as somebody who is not on its machine: not over the loopback interface. */
  HttpAnswer getFromOutside(String path) {
    return get(InetAddress.ofLiteral(addresses.text4()), path);
  }

  private HttpAnswer get(InetAddress address, String path) {
    return new HttpCall(
            namespace, new InetSocketAddress(address, HTTP_PORT), "localhost", path, Map.of())
        .send();
  }

  /** What it has printed. */
  String log() {
    return process.log();
  }

  @Override
  public void close() {
    process.close();
  }

  private PodProcess launch() {
    List<String> command =
        List.of(
            Checkout.java(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            Checkout.runtimeJar().toString(),
            "discovery",
            "--config-dir",
            config.path().toString(),
            "--xds-address",
            "0.0.0.0:" + XDS_PORT);
    return PodProcess.start(
        new PodProcess.Spec(command, Map.of(), UID), namespace, config.path(), log);
  }

  private boolean answersReady() {
    try {
      return get("/ready").status() == 200;
    } catch (UncheckedIOException refused) {
      return false;
    }
  }
}
