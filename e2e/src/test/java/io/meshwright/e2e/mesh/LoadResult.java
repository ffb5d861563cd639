package io.meshwright.e2e.mesh;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meshwright.e2e.cluster.CommandResult;
import java.io.IOException;
import java.util.Map;

/**
 * What the samples' load client counted.
 *
 * @param failed requests without an answer
 * @param statuses answers by status code
 * @param versions answers by the version of the service that gave them
 * @param pods answers by the pod that gave them
 * @param zones answers by the zone that they came from
 * @param failures requests without an answer, by cause
 * @param latencyMillis percentiles ({@code p50} …) and {@code max} from when a request was due
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LoadResult(
    int requests,
    int failed,
    Map<String, Integer> statuses,
    Map<String, Integer> versions,
    Map<String, Integer> pods,
    Map<String, Integer> zones,
    Map<String, Integer> failures,
    Map<String, Double> latencyMillis) {

  private static final ObjectMapper JSON = new JsonMapper();

  /** Reads what the client printed. */
  static LoadResult of(CommandResult result) {
    try {
      return JSON.readValue(result.output(), LoadResult.class);
    } catch (IOException e) {
      throw new IllegalStateException(result.output() + result.errors(), e);
    }
  }

  /** The share of answers that a version gave, from 0 to 1. */
  double share(String version) {
    return versions.getOrDefault(version, 0) / (double) requests;
  }
}
