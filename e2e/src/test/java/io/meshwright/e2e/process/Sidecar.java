package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** The proxy beside an application: ours, or a real Envoy with the same identity. */
final class Sidecar implements AutoCloseable {
  /** Istio's: the capture rules let this user's traffic pass. */
  static final int UID = 1337;

  private static final int ADMIN_PORT = 15000;
  private static final int READINESS_PORT = 15021;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CONFIG_LIMIT = Duration.ofSeconds(20);

  private final Pod pod;
  private final Supplier<PodProcess> launch;
  private PodProcess process;

  private Sidecar(Pod pod, Supplier<PodProcess> launch) {
    this.pod = pod;
    this.launch = launch;
    this.process = launch.get();
  }

  /** Whose proxy it is. */
  enum Kind {
    NONE,
    MESHWRIGHT,
    ENVOY
  }

  /** Starts it; {@link #awaitReady} tells when it serves. */
  static Sidecar start(Pod pod, PodProcess.Spec spec, Path logs) {
    Path log = logs.resolve(pod.spec().name() + "-proxy.log");
    return new Sidecar(pod, () -> PodProcess.start(spec, pod.namespace(), pod.directory(), log));
  }

  /** Ends it at once, without notice, and starts it again with what it left on its volumes. */
  void crash() {
    crashBefore(() -> {});
  }

  /** The same, with something in between. */
  void crashBefore(Runnable start) {
    process.close();
    start.run();
    process = launch.get();
  }

  /** Waits for the readiness probe to succeed. */
  void awaitReady() {
    await(this::probe);
  }

  /** Waits until a proxy without a probe of readiness serves: one that runs on a file. */
  void awaitServing() {
    await(() -> admin("/ready"));
  }

  private void await(Supplier<HttpAnswer> ready) {
    Awaitility.await(pod.spec().name() + "'s proxy is ready")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              process.requireAlive();
              return answersReady(ready);
            });
  }

  /** Waits until the proxy's configuration is as described. */
  void awaitConfig(String description, Predicate<ConfigDump> condition) {
    Awaitility.await(pod.spec().name() + "'s proxy has " + description)
        .atMost(CONFIG_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> condition.test(configDump()));
  }

  /** The configuration in force. */
  ConfigDump configDump() {
    return ConfigDump.parse(admin("/config_dump?include_eds").body());
  }

  /** Asks the admin port. */
  HttpAnswer admin(String path) {
    return pod.get(InetAddress.getLoopbackAddress(), ADMIN_PORT, "localhost").path(path).send();
  }

  /** The number of its process. */
  long pid() {
    return process.pid();
  }

  /** What it has printed. */
  String log() {
    return process.log();
  }

  /** Asks the admin port by another method than GET, too. */
  HttpAnswer admin(String method, String path) {
    InetSocketAddress port = new InetSocketAddress(InetAddress.getLoopbackAddress(), ADMIN_PORT);
    try (HttpConnection connection = HttpConnection.open(pod.namespace(), port)) {
      return new HttpAnswer(
          connection.exchange(
              new HttpMessage(method + " " + path + " HTTP/1.1", Map.of("host", "localhost"), "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  /** The answer to the probe of readiness. */
  HttpAnswer probe() {
    return pod.get(pod.addresses().v4(), READINESS_PORT, "probe").path("/healthz/ready").send();
  }

  private static boolean answersReady(Supplier<HttpAnswer> ready) {
    try {
      return ready.get().status() == 200;
    } catch (UncheckedIOException refused) {
      return false;
    }
  }
}
