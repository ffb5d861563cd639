package io.meshwright.e2e.mesh;

import io.meshwright.e2e.cluster.CommandResult;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code samples client get} printed.
 *
 * @param headers by lower-case name
 */
record HttpReply(int status, Map<String, String> headers, String body) {

  static HttpReply of(CommandResult result) {
    String[] parts = result.output().split("\n\n", 2);
    if (parts.length < 2) {
      throw new IllegalStateException(result.output() + result.errors());
    }
    Map<String, String> headers = new TreeMap<>();
    parts[0]
        .lines()
        .skip(1)
        .map(line -> line.split(": ?", 2))
        .forEach(header -> headers.put(header[0], header[1]));
    return new HttpReply(
        Integer.parseInt(parts[0].lines().findFirst().orElseThrow()), headers, parts[1]);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The version of the service that answered. */
  String version() {
    return header("x-version");
  }
}
