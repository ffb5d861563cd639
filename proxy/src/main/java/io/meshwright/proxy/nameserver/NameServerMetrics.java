package io.meshwright.proxy.nameserver;

import io.meshwright.proxy.telemetry.LoopCounter;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** What the server counts, under the names of Istio's agent. Written by its loop, read by any. */
final class NameServerMetrics {
  private static final String PREFIX = "istio_agent_dns_";

  /** Upper bounds in seconds (Istio's). */
  private static final double[] BOUNDS = {0.001, 0.005, 0.01, 0.1, 1, 5};

  final LoopCounter requests = new LoopCounter();
  final LoopCounter upstreamRequests = new LoopCounter();
  final LoopCounter upstreamFailures = new LoopCounter();

  /** Questions that were answered with a failure because too many waited for servers. */
  final LoopCounter refused = new LoopCounter();

  private final LoopCounter[] buckets = new LoopCounter[BOUNDS.length + 1];
  private final LoopCounter micros = new LoopCounter();

  NameServerMetrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LoopCounter();
    }
  }

  /** A server answered. */
  void answered(Duration after) {
    int bucket = 0;
    double seconds = after.toNanos() / 1e9;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    micros.add(after.toNanos() / 1000);
  }

  /** Writes all in Prometheus' text format. */
  void write(Appendable out) throws IOException {
    counter(out, "requests_total", requests);
    counter(out, "upstream_requests_total", upstreamRequests);
    counter(out, "upstream_failures_total", upstreamFailures);
    counter(out, "requests_refused_total", refused);
    String name = PREFIX + "upstream_request_duration_seconds";
    out.append("# TYPE ").append(name).append(" histogram\n");
    long total = 0;
    for (int i = 0; i < buckets.length; i++) {
      total += buckets[i].get();
      out.append(name).append("_bucket{le=\"");
      out.append(i == BOUNDS.length ? "+Inf" : Double.toString(BOUNDS[i]));
      out.append("\"} ").append(Long.toString(total)).append('\n');
    }
    String sum = String.format(Locale.ROOT, "%.6f", micros.get() / 1e6);
    out.append(name).append("_sum ").append(sum).append('\n');
    out.append(name).append("_count ").append(Long.toString(total)).append('\n');
  }

  private static void counter(Appendable out, String name, LoopCounter counter) throws IOException {
    out.append("# TYPE ").append(PREFIX).append(name).append(" counter\n");
    out.append(PREFIX).append(name).append(' ');
    out.append(Long.toString(counter.get())).append('\n');
  }
}
