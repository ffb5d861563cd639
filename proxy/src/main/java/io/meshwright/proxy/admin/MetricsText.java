package io.meshwright.proxy.admin;

import java.io.IOException;

/** Writes metrics in Prometheus' text format; from any thread. */
@FunctionalInterface
public interface MetricsText {

  /** Appends whole lines. */
  void write(Appendable out) throws IOException;
}
