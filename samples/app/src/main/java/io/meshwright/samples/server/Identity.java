package io.meshwright.samples.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who answers, in each answer.
 *
 * @param service the service's name
 * @param zone where the instance runs; empty if nobody said
 */
public record Identity(String service, String version, String pod, String zone) {

  /** By their names, in order. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("service", service);
    fields.put("version", version);
    fields.put("pod", pod);
    if (!zone.isEmpty()) {
      fields.put("zone", zone);
    }
    return fields;
  }
}
