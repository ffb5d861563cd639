package io.meshwright.e2e.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** One keep-alive connection of a client without retries. For one thread. */
final class HttpConnection implements AutoCloseable {
  /** Far above any timeout that a test configures in the mesh. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Socket socket;
  private final InputStream in;
  private boolean usable = true;

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setSoTimeout((int) PATIENCE.toMillis());
  }

  static HttpConnection open(NetworkNamespace namespace, InetSocketAddress destination)
      throws IOException {
    return new HttpConnection(namespace.connect(destination, PATIENCE));
  }

  /** On a connection that is there already, over TLS say. */
  static HttpConnection over(Socket socket) throws IOException {
    return new HttpConnection(socket);
  }

  /** Sends the request and waits for its response. */
  HttpMessage exchange(HttpMessage request) throws IOException {
    usable = false;
    request.writeTo(socket.getOutputStream());
    HttpMessage response = HttpMessage.readResponse(in);
    usable = response.keepsAlive();
    return response;
  }

  /** Whether another exchange may follow. */
  boolean usable() {
    return usable;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
