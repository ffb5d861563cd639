package io.meshwright.samples.server;

import java.nio.charset.StandardCharsets;

/**
 * What the service says to a request.
 *
 * @param body owned by the answer
 * @param reset there is no answer: the connection, or the stream of HTTP/2, ends
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Answer(int status, String type, byte[] body, boolean reset) {

  static final Answer RESET = new Answer(0, "", new byte[0], true);

  static Answer bytes(int status, String type, byte[] body) {
    return new Answer(status, type, body, false);
  }

  static Answer text(int status, String body) {
    return bytes(status, "text/plain", body.getBytes(StandardCharsets.UTF_8));
  }

  static Answer json(int status, String body) {
    return bytes(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }
}
