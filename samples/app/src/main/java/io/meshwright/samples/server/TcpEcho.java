package io.meshwright.samples.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sends back each byte that a TCP connection brings, until the client closes it. */
final class TcpEcho implements AutoCloseable {

  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private TcpEcho(ServerSocket listener) {
    this.listener = listener;
  }

  static TcpEcho start(int port) throws IOException {
    TcpEcho echo = new TcpEcho(new ServerSocket(port));
    Thread.ofVirtual().name("tcp-accept").start(echo::accept);
    return echo;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
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
