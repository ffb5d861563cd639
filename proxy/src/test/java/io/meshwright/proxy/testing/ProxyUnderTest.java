package io.meshwright.proxy.testing;

import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.dataplane.EndingPace;
import io.meshwright.proxy.dataplane.NettyDataPlane;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.telemetry.AccessLogWriter;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.meshwright.proxy.worker.Transport;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A data path in this JVM, fed with hand-made snapshots. Closing it fails if a buffer was not
 * released.
 */
public final class ProxyUnderTest implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final OverloadPolicy UNLOADED =
      new OverloadPolicy(Duration.ofSeconds(1), 0, 0, List.of());
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final NettyDataPlane dataPlane;
  private final Map<String, Listener> listeners = new HashMap<>();
  private final Map<String, ReadyCluster> clusters = new HashMap<>();
  private final Map<String, Secret> secrets = new HashMap<>();
  private RuntimeSnapshot current = RuntimeSnapshot.EMPTY;

  /** One that the test's own memory does not overload. */
  public ProxyUnderTest() {
    this(UNLOADED);
  }

  /** With its own idea of overload. */
  public ProxyUnderTest(OverloadPolicy overload) {
    this(overload, 1, numbered());
  }

  /** That ends connections whose peers it does not believe any more at this pace. */
  public ProxyUnderTest(EndingPace ending) {
    this(UNLOADED, 1, numbered(), ending);
  }

  private static Supplier<String> numbered() {
    AtomicLong ids = new AtomicLong();
    return () -> "request-" + ids.incrementAndGet();
  }

  /** With several event loops, on which ids of requests are made. */
  public ProxyUnderTest(OverloadPolicy overload, int workers, Supplier<String> requestIds) {
    this(overload, workers, requestIds, new EndingPace(Duration.ZERO, PATIENCE));
  }

  private ProxyUnderTest(
      OverloadPolicy overload, int workers, Supplier<String> requestIds, EndingPace ending) {
    OPEN.incrementAndGet();
    dataPlane =
        new NettyDataPlane(
            new NettyDataPlane.Settings(
                workers,
                Transport.available(),
                new SelfDescription(
                    new WorkloadMetadata("self", "ns", "app", "v1", "self", "v1", "c1"),
                    "id",
                    "self.ns",
                    ""),
                () -> new Random(42),
                InstantSource.system(),
                requestIds,
                overload,
                ending),
            new AccessLogWriter(OutputStream.nullOutputStream(), OutputStream.nullOutputStream()));
  }

  /** Serves HTTP on one listener and forwards all of it to one cluster with these hosts. */
  public static ProxyUnderTest forwarding(String listener, InetSocketAddress... hosts) {
    return forwarding(listener, Gen.cluster("up", hosts));
  }

  /** Serves HTTP on one listener and forwards all of it to one cluster. */
  public static ProxyUnderTest forwarding(String listener, ReadyCluster cluster) {
    return new ProxyUnderTest()
        .with(cluster)
        .with(Gen.listener(listener, Gen.http(Gen.route(cluster.cluster().name()))))
        .serve();
  }

  public ProxyUnderTest with(Listener listener) {
    listeners.put(listener.name(), listener);
    return this;
  }

  public ProxyUnderTest without(String listener) {
    listeners.remove(listener);
    return this;
  }

  public ProxyUnderTest with(ReadyCluster cluster) {
    clusters.put(cluster.cluster().name(), cluster);
    return this;
  }

  public ProxyUnderTest with(String name, Secret secret) {
    secrets.put(name, secret);
    return this;
  }

  /** Publishes what was collected and waits until all listeners are open. */
  public ProxyUnderTest serve() {
    RuntimeSnapshot next =
        new RuntimeSnapshot(
            current.generation() + 1, listeners, Map.of(), clusters, secrets, NameTable.EMPTY);
    dataPlane.published(current, next);
    current = next;
    await().atMost(PATIENCE).until(() -> dataPlane.boundListeners().size() == listeners.size());
    return this;
  }

  /** Publishes what was collected and waits until all workers use it. */
  public ProxyUnderTest serveAndWait() {
    serve();
    await().atMost(PATIENCE).until(() -> dataPlane.servedGeneration() == current.generation());
    return this;
  }

  public InetSocketAddress address(String listener) {
    return Objects.requireNonNull(dataPlane.boundAddress(listener));
  }

  public NettyDataPlane dataPlane() {
    return dataPlane;
  }

  /** A plain connection to a listener. */
  public RawClient connect(String listener) throws IOException {
    Socket socket = new Socket();
    socket.connect(address(listener));
    return new RawClient(socket);
  }

  /** The whole metrics text. */
  public String metrics() {
    StringBuilder out = new StringBuilder();
    try {
      dataPlane.writeMetrics(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** The sum of the series of a metric whose labels hold all of these. */
  public long metric(String name, String... labels) {
    return metrics()
        .lines()
        .filter(
            line ->
                line.startsWith(name + "{") && List.of(labels).stream().allMatch(line::contains))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    dataPlane.close();
    // buffers are counted per JVM: another proxy of the same test may still hold some
    if (OPEN.decrementAndGet() == 0) {
      LeakPresenceDetector.check();
    }
  }
}
