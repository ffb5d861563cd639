package io.meshwright.samples.client;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many answers there were, by what they say.
 *
 * @param statuses of HTTP or of gRPC
 * @param versions of the service
 * @param pods instances of the service
 * @param zones of the instances
 */
record Answers(
    Map<String, Long> statuses,
    Map<String, Long> versions,
    Map<String, Long> pods,
    Map<String, Long> zones) {

  Answers {
    statuses = Map.copyOf(statuses);
    versions = Map.copyOf(versions);
    pods = Map.copyOf(pods);
    zones = Map.copyOf(zones);
  }

  /** Adds them to what is printed. */
  void addTo(Map<String, Object> fields) {
    fields.put("statuses", new TreeMap<>(statuses));
    fields.put("versions", new TreeMap<>(versions));
    fields.put("pods", new TreeMap<>(pods));
    fields.put("zones", new TreeMap<>(zones));
  }
}
