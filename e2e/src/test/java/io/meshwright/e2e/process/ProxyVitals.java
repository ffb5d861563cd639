package io.meshwright.e2e.process;

import io.meshwright.e2e.metrics.MetricText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a proxy holds at one moment.
 *
 * @param heap bytes of live objects: used right after a full collection
 * @param direct bytes outside the heap that buffers were given
 * @param descriptors open files and sockets
 */
record ProxyVitals(long heap, long direct, long descriptors) {
  private static final String HEAP = "meshwright_heap_bytes";
  private static final String DIRECT = "meshwright_direct_memory_bytes";

  /** Has the proxy collect its garbage, and looks. */
  static ProxyVitals of(Sidecar sidecar) {
    long pid = sidecar.pid();
    HostCommand.of(
            Path.of(Checkout.java()).resolveSibling("jcmd").toString(),
            Long.toString(pid),
            "GC.run")
        .run();
    MetricText metrics = metrics(sidecar);
    return new ProxyVitals((long) metrics.sum(HEAP), (long) metrics.sum(DIRECT), descriptors(pid));
  }

  /** How often the proxy sent a request once more. */
  static long retries(Sidecar sidecar) {
    return (long) metrics(sidecar).sum("envoy_cluster_upstream_rq_retry");
  }

  private static MetricText metrics(Sidecar sidecar) {
    return new MetricText(sidecar.admin("/stats/prometheus").body());
  }

  private static long descriptors(long pid) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
