package io.meshwright.e2e.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call again and again on a keep-alive connection, without retries. A connection that the
 * mesh announced to close, or that failed, is replaced. For one thread at a time.
 */
final class HttpSender implements AutoCloseable {
  private final HttpCall call;
  private @Nullable HttpConnection connection;

  HttpSender(HttpCall call) {
    this.call = call;
  }

  /** Sends it once. */
  HttpAnswer send() throws IOException {
    HttpConnection current = connection;
    if (current == null || !current.usable()) {
      close();
      current = HttpConnection.open(call.client(), call.destination());
      connection = current;
    }
    return new HttpAnswer(current.exchange(call.message()));
  }

  /** Closes the connection; another {@link #send} opens one. */
  @Override
  public void close() {
    HttpConnection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }
}
