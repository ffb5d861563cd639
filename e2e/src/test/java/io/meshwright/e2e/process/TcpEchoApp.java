package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An application of an opaque protocol: it greets first, sends back what it gets, and after the
 * peer's half-close says good-bye on the half that is still open.
 */
final class TcpEchoApp implements AutoCloseable {
  static final String GREETING = "who is there?\n";
  static final String FAREWELL = "good-bye\n";

  private final ServerSocket listener;

  private TcpEchoApp(ServerSocket listener) {
    this.listener = listener;
  }

  static TcpEchoApp start(NetworkNamespace namespace, int port) {
    TcpEchoApp app = new TcpEchoApp(namespace.listen(port));
    Thread.startVirtualThread(app::accept);
    return app;
  }

  /** What a client reads that sends this, ends its half, and reads to the end. */
  static String conversation(Socket client, String message) throws IOException {
    client.getOutputStream().write(message.getBytes(StandardCharsets.US_ASCII));
    client.shutdownOutput();
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.getOutputStream().write(GREETING.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().transferTo(socket.getOutputStream());
      socket.getOutputStream().write(FAREWELL.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException peerLeft) {
      // What the peer sees of a broken connection is for the test to judge.
    }
  }
}
