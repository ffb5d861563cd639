package io.meshwright.e2e.process;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An application of an opaque protocol: it greets first, sends back what it gets, and after the
 * peer's half-close says good-bye on the half that is still open.
 */
final class TcpEchoApp implements AutoCloseable {
  static final String GREETING = "who is there?\n";
  static final String FAREWELL = "good-bye\n";

  private final Acceptor acceptor;

  private TcpEchoApp(Acceptor acceptor) {
    this.acceptor = acceptor;
  }

  static TcpEchoApp start(NetworkNamespace namespace, int port) {
    return new TcpEchoApp(Acceptor.start(namespace.listen(port), TcpEchoApp::serve));
  }

  /** What a client reads that sends this, ends its half, and reads to the end. */
  static String conversation(Socket client, String message) throws IOException {
    client.getOutputStream().write(message.getBytes(StandardCharsets.US_ASCII));
    client.shutdownOutput();
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private static void serve(Socket socket) throws IOException {
    socket.getOutputStream().write(GREETING.getBytes(StandardCharsets.US_ASCII));
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.getOutputStream().write(FAREWELL.getBytes(StandardCharsets.US_ASCII));
  }
}
