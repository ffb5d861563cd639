package io.meshwright.samples.client;

import java.util.Map;

/**
 * A complete response.
 *
 * @param headers by lower-case name; of repeated ones the last
 * @param body owned by the caller
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record HttpResponse(int status, Map<String, String> headers, byte[] body) {

  HttpResponse {
    headers = Map.copyOf(headers);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
