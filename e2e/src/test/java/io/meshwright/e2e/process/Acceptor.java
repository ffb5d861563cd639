package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts connections and serves each on a virtual thread of the test's JVM. After {@link #close}
 * the port is free and each connection is gone.
 */
final class Acceptor implements AutoCloseable {
  private final ServerSocket listener;
  private final Service service;
  private final Thread thread;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Acceptor(ServerSocket listener, Service service) {
    this.listener = listener;
    this.service = service;
    this.thread = Thread.ofVirtual().unstarted(this::accept);
  }

  /** What happens on a connection; it is closed afterwards. */
  interface Service {
    /** A failure ends the connection; what its peer sees of that is for the test to judge. */
    void serve(Socket connection) throws IOException;
  }

  static Acceptor start(ServerSocket listener, Service service) {
    Acceptor acceptor = new Acceptor(listener, service);
    acceptor.thread.start();
    return acceptor;
  }

  /** How many connections were accepted since the start. */
  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      // The socket lives until the thread that accepts on it has left.
      thread.join();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      service.serve(socket);
    } catch (IOException peerLeft) {
      // See Service.
    } finally {
      open.remove(socket);
    }
  }
}
