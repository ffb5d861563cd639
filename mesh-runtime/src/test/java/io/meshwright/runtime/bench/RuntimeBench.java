package io.meshwright.runtime.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Figures of docs/performance.md; run by {@code make bench-runtime}, not by the gate. */
final class RuntimeBench {

  private static final int SERVICES = Integer.getInteger("bench.services", 1_000);
  private static final int ENDPOINTS = 10;
  private static final int PROXIES = Integer.getInteger("bench.proxies", 1_000);
  private static final List<Integer> SIZES =
      Stream.of(System.getProperty("bench.sizes", "100 500 1000 5000").split(" ", -1))
          .map(Integer::valueOf)
          .toList();
  private static final int CHANGES = Integer.getInteger("bench.changes", 30);
  private static final Duration CHURN = Duration.ofSeconds(Integer.getInteger("bench.churn", 20));
  private static final int CHURN_RATE = 50;
  private static final Path LOGS = Path.of("target", "bench");

  private final BenchReport report = new BenchReport();

  @BeforeAll
  static void train() throws Exception {
    MeshRun.train(log("training"));
  }

  @Test
  void costOfAChangeGrowsWithTheProxies() throws Exception {
    NavigableMap<Integer, Double> costs = new TreeMap<>();
    for (int proxies : SIZES) {
      costs.put(proxies, changeReachesEachProxy(SERVICES, proxies));
    }
    report.add("cpu_per_change_growth_with_proxies", Growth.exponent(costs), "exponent");
  }

  @Test
  void costOfAChangeGrowsWithTheServices() throws Exception {
    NavigableMap<Integer, Double> costs = new TreeMap<>();
    for (int services : SIZES) {
      costs.put(services, changeReachesEachProxy(services, PROXIES));
    }
    report.add("cpu_per_change_growth_with_services", Growth.exponent(costs), "exponent");
  }

  /**
   * Each proxy sees the Services of its namespace and a shared one, whose rule changes.
   *
   * @return CPU time of the control plane for each change, in milliseconds
   */
  private double changeReachesEachProxy(int services, int proxies) throws Exception {
    BenchMesh mesh = new BenchMesh(services, ENDPOINTS, true);
    String size = "_%d_services_%d_proxies".formatted(services, proxies);
    int bytes;
    double perChange;
    try (MeshRun run = new MeshRun(mesh, proxies, log("runtime" + size))) {
      run.changeRule(CHANGES);
      long sentBefore = run.fleet().bytes();
      long cpuBefore = run.controlPlane().cpuMillis();
      long simulatorBefore = run.fleet().cpuMillis();
      List<Duration> times = run.changeRule(CHANGES);
      perChange = (run.controlPlane().cpuMillis() - cpuBefore) / (double) CHANGES;
      double simulator = (run.fleet().cpuMillis() - simulatorBefore) / (double) CHANGES;
      bytes = (int) ((run.fleet().bytes() - sentBefore) / CHANGES / proxies);
      report.quantiles("change_to_last_ack" + size, "meshwright", times);
      report.add("cpu_per_change" + size, perChange, "ms");
      report.add("cpu_per_change_of_simulator" + size, simulator, "ms");
      report.add("pushed_per_change_and_proxy" + size, bytes, "bytes");
    }
    report.quantiles(
        "change_to_last_ack" + size,
        "bare_fan_out",
        BareRun.pushes(CHANGES, bytes, mesh.nodes(proxies), log("bare" + size)));
    return perChange;
  }

  /** Every proxy sees every Service, as by default. */
  @Test
  void wholeMesh() throws Exception {
    BenchMesh mesh = new BenchMesh(SERVICES, ENDPOINTS, false);
    try (MeshRun run = new MeshRun(mesh, PROXIES, log("runtime-whole"))) {
      report.add("first_delivery", run.firstDelivery().toMillis() / 1e3, "s");
      report.add("resident", run.controlPlane().residentMegabytes(), "MB");
      // a control plane that has just started compiles its own code meanwhile
      report.quantiles(
          "endpoint_change_to_last_ack_at_first",
          "meshwright",
          run.moveEndpoints(CHURN_RATE, CHURN));
      long sentBefore = run.fleet().bytes();
      long cpuBefore = run.controlPlane().cpuMillis();
      long begin = System.nanoTime();
      List<Duration> times = run.moveEndpoints(CHURN_RATE, CHURN);
      double elapsed = (System.nanoTime() - begin) / 1e6;
      double cpu = (double) (run.controlPlane().cpuMillis() - cpuBefore);
      double bytes = (double) (run.fleet().bytes() - sentBefore);
      report.quantiles("endpoint_change_to_last_ack", "meshwright", times);
      report.add("churn_cpu", cpu / elapsed, "cores");
      report.add("pushed_per_endpoint_change_and_proxy", bytes / times.size() / PROXIES, "bytes");
      report.add("resident_after_churn", run.controlPlane().residentMegabytes(), "MB");
      report.add("reconnect_after_restart", run.restart().toMillis() / 1e3, "s");
    }
  }

  /** A change in one namespace is nothing to the proxies of the others. */
  @Test
  void untouchedProxiesGetNothing() throws Exception {
    BenchMesh mesh = new BenchMesh(SERVICES, ENDPOINTS, true);
    try (MeshRun run = new MeshRun(mesh, PROXIES, log("runtime-untouched"))) {
      report.add("pushed_to_untouched_proxies", (double) run.pushedElsewhere(), "bytes");
    }
  }

  private static Path log(String name) {
    return LOGS.resolve(name + ".log");
  }
}
