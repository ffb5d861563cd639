package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a pod's proxy and its application, and does to connections what crashes and
 * networks do. It knows nothing of what is said on them.
 */
final class FaultyLink implements AutoCloseable {
  private static final int HEAD_BYTES = 10;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final NetworkNamespace namespace;
  private final InetSocketAddress application;
  private final Acceptor acceptor;
  private volatile Failure failure = Failure.NONE;

  /** What happens when the application answers. */
  enum Failure {
    NONE,
    /** Each piece of the answer takes its time. */
    SLOW,
    CLOSED_BEFORE_ANSWER,
    /** After the first bytes. */
    CLOSED_WITHIN_HEAD,
    /** Before the last bytes. */
    CLOSED_BEFORE_END,
    RESET,
    /** Nobody listens. */
    REFUSED;

    /** Whether a client gets its answer nevertheless. */
    boolean harmless() {
      return this == NONE || this == SLOW;
    }
  }

  private FaultyLink(NetworkNamespace namespace, int port, int applicationPort) {
    this.namespace = namespace;
    this.application = new InetSocketAddress(InetAddress.getLoopbackAddress(), applicationPort);
    this.acceptor = Acceptor.start(namespace.listen(port), this::serve);
  }

  /** Leads from a port of the pod to another one of it. */
  static FaultyLink start(Pod pod, int port, int applicationPort) {
    return new FaultyLink(pod.namespace(), port, applicationPort);
  }

  /** Lets this happen from now on; a link that refused stays closed. */
  void fail(Failure next) {
    failure = next;
    if (next == Failure.REFUSED) {
      acceptor.close();
    }
  }

  private void serve(Socket proxy) throws IOException {
    try (Socket app = namespace.connect(application, HttpConnection.PATIENCE)) {
      Thread.startVirtualThread(() -> forward(proxy, app));
      answer(app.getInputStream(), proxy);
    }
  }

  private static void forward(Socket proxy, Socket app) {
    try {
      proxy.getInputStream().transferTo(app.getOutputStream());
      app.shutdownOutput();
    } catch (IOException closed) {
      // the answer's side ends both
    }
  }

  private void answer(InputStream in, Socket proxy) throws IOException {
    byte[] piece = new byte[8192];
    OutputStream out = proxy.getOutputStream();
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      switch (failure) {
        case NONE -> out.write(piece, 0, length);
        case SLOW -> {
          LockSupport.parkNanos(PAUSE.toNanos());
          out.write(piece, 0, length);
        }
        case CLOSED_BEFORE_ANSWER, REFUSED -> {
          return;
        }
        case CLOSED_WITHIN_HEAD -> {
          out.write(piece, 0, Math.min(HEAD_BYTES, length - 1));
          return;
        }
        case CLOSED_BEFORE_END -> {
          out.write(piece, 0, length - 1);
          return;
        }
        case RESET -> {
          proxy.setSoLinger(true, 0);
          return;
        }
      }
    }
    proxy.shutdownOutput();
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
