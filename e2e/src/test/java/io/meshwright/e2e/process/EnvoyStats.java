package io.meshwright.e2e.process;

import java.util.Map;
import java.util.stream.Collectors;

/** Counters and gauges of a real Envoy. */
final class EnvoyStats {
  private EnvoyStats() {}

  /** Those whose name the regular expression finds. */
  static Map<String, Integer> of(Sidecar envoy, String filter) {
    String query = filter.replace("|", "%7C").replace("(", "%28").replace(")", "%29");
    return envoy
        .admin("/stats?filter=" + query)
        .body()
        .lines()
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(stat -> stat[0], stat -> Integer.valueOf(stat[1])));
  }
}
