package io.meshwright.samples.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends back each byte that a TCP connection brings, until the client closes its half; the other
 * half then ends, too. It may speak first.
 */
final class TcpEcho implements AutoCloseable {

  private final ServerSocket listener;
  private final byte[] greeting;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private TcpEcho(ServerSocket listener, String greeting) {
    this.listener = listener;
    this.greeting = greeting.getBytes(StandardCharsets.UTF_8);
  }

  /** {@code greeting} is what the server says before it listens; may be empty. */
  static TcpEcho start(int port, String greeting) throws IOException {
    TcpEcho echo = new TcpEcho(new ServerSocket(port), greeting);
    Thread.ofVirtual().name("tcp-accept").start(echo::accept);
    return echo;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        Thread.ofVirtual().name("tcp-echo").start(() -> echo(connection));
      }
    } catch (IOException _) {
      // close() ends the loop
    }
  }

  private void echo(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      connection.getOutputStream().write(greeting);
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException _) {
      // the client is gone, or close() ended the connection
    } finally {
      connections.remove(connection);
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    connections.forEach(TcpEcho::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception _) {
      // nothing is left to close
    }
  }
}
