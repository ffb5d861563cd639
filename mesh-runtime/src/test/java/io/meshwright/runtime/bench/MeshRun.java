package io.meshwright.runtime.bench;

import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A control plane with its API server and its proxies, all of which have all they need. */
final class MeshRun implements AutoCloseable {

  /** Longer than a control plane collects changes: what went before is over. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final BenchMesh mesh;
  private final int proxies;
  private final Path log;
  private final int port = RuntimeProcess.freePort();
  private final BenchApi api;
  private final SimulatedFleet fleet = new SimulatedFleet();
  private final Duration firstDelivery;
  private RuntimeProcess controlPlane;
  private int changes;

  /** {@code log} gets what the control plane prints. */
  MeshRun(BenchMesh mesh, int proxies, Path log) throws IOException, InterruptedException {
    this(mesh, proxies, AotCache.USED, log);
  }

  private MeshRun(BenchMesh mesh, int proxies, AotCache cache, Path log)
      throws IOException, InterruptedException {
    this.mesh = mesh;
    this.proxies = proxies;
    this.log = log;
    this.api = new BenchApi();
    mesh.forEach(api::put);
    this.controlPlane = RuntimeProcess.controlPlane(api.url(), port, cache, log);
    controlPlane.awaitPort();
    Arrival complete = complete();
    fleet.connect(port, mesh.nodes(proxies));
    this.firstDelivery = complete.await();
    settle();
  }

  /** Makes the AOT cache of the runs that follow, from a small one. */
  static void train(Path log) throws IOException, InterruptedException {
    try (MeshRun run = new MeshRun(new BenchMesh(50, 10, false), 20, AotCache.WRITTEN, log)) {
      run.changeRule(20);
      run.moveEndpoints(50, Duration.ofSeconds(4));
      run.fleet.close();
      run.controlPlane.end();
    }
  }

  RuntimeProcess controlPlane() {
    return controlPlane;
  }

  SimulatedFleet fleet() {
    return fleet;
  }

  /** From the first connection until each proxy had everything. */
  Duration firstDelivery() {
    return firstDelivery;
  }

  /** Changes the shared rule so many times; how long each took to be acknowledged by all. */
  List<Duration> changeRule(int times) throws InterruptedException {
    List<Duration> taken = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Arrival routes = arrivalOf(XdsType.ROUTE);
      api.put(BenchMesh.rule(changes++));
      taken.add(routes.await());
      settle();
    }
    return taken;
  }

  private Arrival arrivalOf(XdsType wanted) {
    Arrival arrival = new Arrival(proxies);
    fleet.watch(
        (proxy, push) -> {
          if (push.type() == wanted) {
            arrival.at(proxy);
          }
        });
    return arrival;
  }

  /**
   * Moves one endpoint of one Service after the other, {@code rate} times a second for {@code
   * span}; how long each took to be acknowledged by all. Who is sent a later change of the same
   * endpoint has the earlier one, too.
   */
  List<Duration> moveEndpoints(int rate, Duration span) throws InterruptedException {
    Map<String, NavigableMap<Integer, Arrival>> arrivals = new ConcurrentHashMap<>();
    fleet.watch(
        (proxy, push) -> {
          if (push.type() == XdsType.ENDPOINT) {
            push.resources().forEach(part -> arrived(arrivals, proxy, part));
          }
        });
    List<Arrival> all = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < rate * span.toSeconds(); i++) {
      LockSupport.parkNanos(begin + i * TimeUnit.SECONDS.toNanos(1) / rate - System.nanoTime());
      int service = i % mesh.services();
      int number = changes++;
      Arrival arrival = new Arrival(proxies);
      all.add(arrival);
      arrivals
          .computeIfAbsent(mesh.cluster(service), _ -> new ConcurrentSkipListMap<>())
          .put(number, arrival);
      api.put(mesh.moved(service, number));
    }
    List<Duration> taken = new ArrayList<>();
    for (Arrival arrival : all) {
      taken.add(arrival.await());
    }
    return taken;
  }

  private static void arrived(
      Map<String, NavigableMap<Integer, Arrival>> arrivals, SimulatedProxy proxy, Push.Part part) {
    NavigableMap<Integer, Arrival> ofCluster = arrivals.get(part.name());
    if (ofCluster != null) {
      BenchMesh.movedIn(part.body())
          .ifPresent(
              number -> ofCluster.headMap(number, true).values().forEach(each -> each.at(proxy)));
    }
  }

  /** Moves an endpoint that only the proxies of one namespace see; what the others were sent. */
  long pushedElsewhere() throws InterruptedException {
    LongAdder elsewhere = new LongAdder();
    String namespace = mesh.namespaceOf(0);
    Arrival concerned = new Arrival(fleet.in(namespace));
    fleet.watch(
        (proxy, push) -> {
          if (proxy.namespace().equals(namespace)) {
            concerned.at(proxy);
          } else {
            elsewhere.add(push.bytes());
          }
        });
    api.put(mesh.moved(0, changes++));
    concerned.await();
    settle();
    return elsewhere.sum();
  }

  /** Kills the control plane and starts it anew; from there until each proxy is up to date. */
  Duration restart() throws IOException, InterruptedException {
    controlPlane.close();
    Arrival complete = complete();
    controlPlane = RuntimeProcess.controlPlane(api.url(), port, AotCache.USED, log);
    controlPlane.awaitPort();
    fleet.reconnect();
    return complete.await();
  }

  private Arrival complete() {
    int visible = mesh.visible();
    Arrival complete = new Arrival(proxies);
    fleet.watch(
        (proxy, _) -> {
          if (proxy.served() >= visible) {
            complete.at(proxy);
          }
        });
    return complete;
  }

  private static void settle() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  @Override
  public void close() {
    fleet.close();
    controlPlane.close();
    api.close();
  }
}
