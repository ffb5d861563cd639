package io.meshwright.samples.server;

import java.util.Map;

/**
 * One HTTP request as the service sees it, whatever version carried it.
 *
 * @param uri path and query as they were sent
 * @param headers by lower-case name; repeated ones are joined by commas
 * @param body owned by the request
 * @param peer the client's address
 * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Request(
    String method,
    String uri,
    Map<String, String> headers,
    byte[] body,
    String peer,
    String protocol) {

  Request {
    headers = Map.copyOf(headers);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
