package io.meshwright.e2e.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that says which version of it answered, and what it was asked: the body of each
 * response is the request's head as it arrived. A path chooses another behaviour:
 *
 * <ul>
 *   <li>{@code /status/503}: this status;
 *   <li>{@code /hang}: no answer, ever; the connection ends when the peer closes it.
 * </ul>
 *
 * Runs on virtual threads of the test's JVM, on sockets of the pod's namespace.
 */
final class HttpApp implements AutoCloseable {
  static final String VERSION = "x-app-version";
  static final String POD = "x-app-pod";

  private final ServerSocket listener;
  private final Map<String, String> answerHeaders;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<Socket, String> open = new ConcurrentHashMap<>();

  private HttpApp(ServerSocket listener, String pod, String version) {
    this.listener = listener;
    this.answerHeaders = Map.of(POD, pod, VERSION, version);
  }

  static HttpApp start(NetworkNamespace namespace, int port, String pod, String version) {
    HttpApp app = new HttpApp(namespace.listen(port), pod, version);
    Thread.startVirtualThread(app::accept);
    return app;
  }

  /** How many connections were accepted since the start. */
  int acceptedConnections() {
    return connections.get();
  }

  /** How many requests arrived since the start. */
  int receivedRequests() {
    return requests.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open.keySet()) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        open.put(socket, "");
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Optional<HttpMessage> request = HttpMessage.readRequest(in);
      while (request.isPresent()) {
        requests.incrementAndGet();
        if (path(request.get()).equals("/hang")) {
          in.transferTo(OutputStream.nullOutputStream());
          return;
        }
        answer(request.get()).writeTo(socket.getOutputStream());
        request = request.get().keepsAlive() ? HttpMessage.readRequest(in) : Optional.empty();
      }
    } catch (IOException peerLeft) {
      // What the peer sees of a broken connection is for the test to judge.
    } finally {
      open.remove(socket);
    }
  }

  private HttpMessage answer(HttpMessage request) {
    String path = path(request);
    String status = path.startsWith("/status/") ? path.substring("/status/".length()) : "200";
    StringBuilder seen = new StringBuilder(request.start()).append('\n');
    new TreeMap<>(request.headers())
        .forEach((name, value) -> seen.append(name).append(": ").append(value).append('\n'));
    return new HttpMessage("HTTP/1.1 " + status + " Chosen", answerHeaders, seen.toString());
  }

  private static String path(HttpMessage request) {
    return request.startPart(1);
  }
}
